namespace ObjectStore.Kubernetes.Entities;

/// <summary>Anything that names its API version and kind.</summary>
public interface IKubernetesObject
{
    /// <summary><c>v1</c> or <c>group/version</c>.</summary>
    string ApiVersion { get; }

    /// <summary>Kind in PascalCase, singular.</summary>
    string Kind { get; }
}
