namespace ObjectStore.Policies;

/// <summary>Who sends a request. Immutable.</summary>
public sealed class RequestPrincipal
{
    /// <summary>Somebody who did not sign.</summary>
    public static RequestPrincipal Anonymous { get; } = new("anonymous", "", "") { IsAnonymous = true };

    /// <summary>A user.</summary>
    /// <param name="userId">Canonical id.</param>
    /// <param name="accountId">The account that the user belongs to.</param>
    /// <param name="userName">Name within the account.</param>
    public RequestPrincipal(string userId, string accountId, string userName)
    {
        UserId = userId;
        AccountId = accountId;
        UserName = userName;
    }

    /// <summary>Whether nobody signed; only a principal <c>*</c> is about such requests.</summary>
    public bool IsAnonymous { get; private init; }

    /// <summary>Canonical id, which owns buckets and objects.</summary>
    public string UserId { get; }

    /// <summary>The account.</summary>
    public string AccountId { get; }

    /// <summary>Name within the account.</summary>
    public string UserName { get; }

    /// <summary>Of temporary credentials; null for lasting ones.</summary>
    public PrincipalSession? Session { get; init; }

    /// <summary>As policies name it; a session of a role by itself, not by the role.</summary>
    public string Arn => Session?.Role?.SessionArn ?? $"arn:aws:iam::{AccountId}:user/{UserName}";

    /// <summary>The same with temporary credentials.</summary>
    public RequestPrincipal With(PrincipalSession session) => new(UserId, AccountId, UserName) { Session = session };
}
