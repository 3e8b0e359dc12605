namespace ObjectStore.Sts.Sessions;

/// <summary>Temporary credentials with whom they stand for and what they are limited to: all that a gateway has to know of a session. Immutable.</summary>
/// <remarks>Either <see cref="Role"/> or <see cref="ParentAccessKey"/> is there, and <see cref="FederatedUser"/> only with the latter.</remarks>
public sealed record SessionToken
{
    /// <summary>Name of the key pair.</summary>
    public required string AccessKey { get; init; }

    /// <summary>The shared secret.</summary>
    public required string SecretKey { get; init; }

    /// <summary>When the session began.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The role that was assumed; null in a session of a user.</summary>
    public SessionRole? Role { get; init; }

    /// <summary>The access key that asked for a session of its own user; null in a session of a role. The session ends with it.</summary>
    public string? ParentAccessKey { get; init; }

    /// <summary>What who asked for it calls the user that the session of a user is for; null when it is for that user itself. Then the session may no more than its policies allow, too.</summary>
    public string? FederatedUser { get; init; }

    /// <summary>Policy of the session in JSON; null for none.</summary>
    public string? Policy { get; init; }

    /// <summary>ARNs of managed policies that limit the session together with <see cref="Policy"/>; null for none.</summary>
    public IReadOnlyList<string>? PolicyArns { get; init; }

    /// <summary>Names of the tags that sessions get that are begun in it; null for none.</summary>
    public IReadOnlyList<string>? TransitiveTags { get; init; }

    /// <summary>Who is behind the session, for good; null for nobody in particular.</summary>
    public string? SourceIdentity { get; init; }

    /// <summary>Tags of the session.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>Issuer of the web identity that assumed the role; null for none.</summary>
    public string? Provider { get; init; }

    /// <summary>The access key alone, so that no log can hold the secret.</summary>
    public override string ToString() => AccessKey;
}
