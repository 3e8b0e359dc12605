namespace ObjectStore.Kubernetes.Configuration;

/// <summary>There are no usable credentials: a file is missing or wrong, or asks for a way to sign in that is not supported.</summary>
public sealed class KubeConfigException(string message, Exception? innerException = null) : Exception(message, innerException);
