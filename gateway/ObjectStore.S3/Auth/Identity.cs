using ObjectStore.Policies;
using ObjectStore.Policies.Access;

namespace ObjectStore.S3.Auth;

/// <summary>One access key and whom it belongs to. Immutable.</summary>
public sealed class Identity
{
    /// <summary>Name of the key pair, sent with every request.</summary>
    public required string AccessKey { get; init; }

    /// <summary>The shared secret; never written to a log or an answer.</summary>
    public required string SecretKey { get; init; }

    /// <summary>Canonical id of the user, shown as the owner of buckets and objects.</summary>
    public required string UserId { get; init; }

    /// <summary>Name of the user for people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Whether the user may do everything, to every bucket, and use the admin API.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>Address by which a grant may name the user; empty for none.</summary>
    public string Email { get; init; } = "";

    /// <summary>
    /// What the identity may do, on whichever buckets. Null: it has no policies, and everything in the buckets that its user owns. With policies it may
    /// do what they, the policies of buckets, or grants to everybody allow.
    /// </summary>
    public IReadOnlyList<PolicyDocument>? Policies { get; init; }

    /// <summary>What all that is allowed to the identity is limited to, or null.</summary>
    public PolicyDocument? Boundary { get; init; }

    /// <summary>What a session is limited to, or null.</summary>
    public PolicyDocument? SessionPolicy { get; init; }

    /// <summary>As policies know who signs; null for the root of an account, which is its user.</summary>
    public RequestPrincipal? Principal { get; init; }

    /// <summary>Who sends a request that nobody signed.</summary>
    public static Identity Anonymous { get; } = new() { AccessKey = "", SecretKey = "", UserId = "anonymous", DisplayName = "anonymous" };

    /// <summary>Whether nobody signed.</summary>
    public bool IsAnonymous => ReferenceEquals(this, Anonymous);

    /// <summary>The identity as the decision over access takes it.</summary>
    public AccessCaller Caller => field ??= new AccessCaller(IsAnonymous ? RequestPrincipal.Anonymous : Principal ?? new RequestPrincipal(UserId, UserId, UserId))
    {
        IsAdmin = IsAdmin,
        Policies = Policies,
        Boundary = Boundary,
        SessionPolicy = SessionPolicy,
    };

    /// <summary>The access key alone, so that no log can hold the secret.</summary>
    public override string ToString() => AccessKey;
}
