namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Where clients find the store.</summary>
public sealed record StoreEndpoints
{
    /// <summary>Address inside the cluster.</summary>
    public string? Internal { get; init; }

    /// <summary>Addresses outside.</summary>
    public IReadOnlyList<string>? External { get; init; }
}
