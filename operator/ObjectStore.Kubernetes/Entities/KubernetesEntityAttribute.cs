namespace ObjectStore.Kubernetes.Entities;

/// <summary>Where objects of a type live in the Kubernetes API.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KubernetesEntityAttribute : Attribute
{
    /// <summary>API group, empty for the core group.</summary>
    public string Group { get; init; } = "";

    /// <summary>Version inside the group, <c>v1</c> for instance.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Kind in PascalCase, singular.</summary>
    public required string Kind { get; init; }

    /// <summary>Name in paths: lower case, plural.</summary>
    public required string PluralName { get; init; }
}
