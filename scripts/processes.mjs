// Long-running children of demo and dev: started together, ended together.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** Exits when asked, and takes every child along within 2 s. */
export function createGroup() {
  const children = new Set();
  let ending = false;

  function end(code) {
    if (ending) return;
    ending = true;
    for (const child of children) child.kill('SIGTERM');
    const force = setTimeout(() => {
      for (const child of children) child.kill('SIGKILL');
      process.exit(code);
    }, 1_700);
    const check = () => {
      if (children.size > 0) return;
      clearTimeout(force);
      process.exit(code);
    };
    for (const child of children) child.on('exit', check);
    check();
  }

  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(0));
  // npm passes a signal to the shell between us and it, and the shell dies without passing it on: then our parent is gone.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event)
    setInterval(() => {
      if (process.ppid !== parent) end(0);
    }, 250).unref();

  return {
    /** Starts a child; when it ends by itself the whole group ends with it. Without a name it speaks for itself, its exit code too. */
    start(name, command, args, options = {}) {
      // A group of its own, so that Ctrl-C reaches the children only through us, in order.
      const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], ...options });
      children.add(child);
      child.on('error', (error) => {
        console.error(`${name}: ${error.message}`);
        end(1);
      });
      child.on('exit', (code) => {
        children.delete(child);
        if (!ending) {
          if (name) console.error(`${name} ended${code ? ` with exit code ${code}` : ''}.`);
          end(name ? code || 1 : (code ?? 1));
        }
      });
      return child;
    },
    end,
  };
}

/** Shows a child's lines; resolves when one of them contains `text`. */
export function waitForLine(child, text) {
  return new Promise((resolve) => {
    let rest = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line.includes(text)) resolve(line);
        else if (line) console.log(line);
      }
    });
  });
}

/** Whether something can listen on the port. */
export function isFree(port, host) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/** Resolves once the URL answers 200. */
export async function waitForOk(url, signal) {
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return;
    if (signal?.aborted) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
