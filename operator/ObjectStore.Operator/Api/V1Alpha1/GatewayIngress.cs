namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>An Ingress for the hostnames.</summary>
public sealed record GatewayIngress
{
    /// <summary>Class of the Ingress. Without it the cluster's default.</summary>
    public string? ClassName { get; init; }

    /// <summary>Annotations of the Ingress.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
