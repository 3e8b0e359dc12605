namespace ObjectStore.Policies;

/// <summary>What is known of a principal that uses temporary credentials. Immutable.</summary>
public sealed record PrincipalSession
{
    /// <summary>When they were issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>The role that was assumed, as policies name it; null in a session of a user.</summary>
    public AssumedRolePrincipal? Role { get; init; }

    /// <summary>The user or account that asked for the session of a federated user, as policies name it; null in all other sessions.</summary>
    public string? FederatedBy { get; init; }

    /// <summary>Issuer of the web identity that assumed the role; null for none.</summary>
    public string? Provider { get; init; }

    /// <summary>Tags of the principal.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Names of the tags that sessions get that are begun in it.</summary>
    public IReadOnlyList<string> TransitiveTags { get; init; } = [];

    /// <summary>Who is behind it, for good; null for nobody in particular.</summary>
    public string? SourceIdentity { get; init; }
}
