namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>The transit engine of Vault or OpenBao.</summary>
public sealed record VaultTransit
{
    /// <summary>URL of the server.</summary>
    public required string Address { get; init; }

    /// <summary>Secret with the key "token", which is read for each call, so that it may be renewed.</summary>
    public required string TokenSecretName { get; init; }

    /// <summary>Where the engine is mounted.</summary>
    public string Mount { get; init; } = "transit";

    /// <summary>Namespace of the server.</summary>
    public string? Namespace { get; init; }
}
