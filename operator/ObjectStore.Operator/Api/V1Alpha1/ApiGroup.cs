namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Where the operator's kinds live in the Kubernetes API.</summary>
public static class ApiGroup
{
    /// <summary>The group.</summary>
    public const string Name = "objectstore.dev";

    /// <summary>The version.</summary>
    public const string Version = "v1alpha1";
}
