namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>An HTTPRoute of the Gateway API to the gateways' Service, for hostnames and a wildcard for buckets as subdomains. Needs release 1.2 of that API or later.</summary>
public sealed record GatewayApiRoute
{
    /// <summary>Gateways that carry it out.</summary>
    public required IReadOnlyList<RouteParent> ParentRefs { get; init; }

    /// <summary>Hosts of the route, where they are others than hostnames and their wildcard.</summary>
    public IReadOnlyList<string>? Hostnames { get; init; }

    /// <summary>What the listeners of the gateways speak, for the endpoints in the status.</summary>
    public string Scheme { get; init; } = "https";
}
