import { Component, type ReactNode } from 'react';
import { ErrorState } from './states.tsx';

/** Keeps a failure inside its panel and offers to try again. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    const words = this.state.error instanceof Error ? this.state.error.message : String(this.state.error);
    return <ErrorState words={words} onRetry={() => this.setState({ error: null })} />;
  }
}
