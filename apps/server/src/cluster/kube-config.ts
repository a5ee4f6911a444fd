import { KubeConfig } from '@kubernetes/client-node';

/** The given kubeconfig, or what kubectl would use: $KUBECONFIG, ~/.kube/config, the pod's service account. Throws with one clear line. */
export function loadKubeConfig(file: string | undefined, context: string | undefined): KubeConfig {
  const kubeConfig = new KubeConfig();
  if (file === undefined) kubeConfig.loadFromDefault();
  else kubeConfig.loadFromFile(file);
  if (context !== undefined) {
    if (kubeConfig.getContextObject(context) === null) throw new Error(`there is no context "${context}" in it`);
    kubeConfig.setCurrentContext(context);
  }
  const cluster = kubeConfig.getCurrentCluster();
  if (cluster === null) throw new Error('it has no current context');
  // client-node refuses plain HTTP (`kubectl proxy`, http://localhost:8080) unless told that nothing is to be verified.
  if (cluster.server.startsWith('http:') && !cluster.skipTLSVerify) {
    kubeConfig.clusters = kubeConfig.clusters.map((one) => (one.name === cluster.name ? { ...one, skipTLSVerify: true } : one));
  }
  return kubeConfig;
}
