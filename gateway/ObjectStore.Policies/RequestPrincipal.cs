using System.Collections.ObjectModel;

namespace ObjectStore.Policies;

/// <summary>Who sends a request. Immutable.</summary>
public sealed class RequestPrincipal
{
    /// <summary>Somebody who did not sign.</summary>
    public static RequestPrincipal Anonymous { get; } = new("anonymous", "", "") { IsAnonymous = true };

    /// <summary>Somebody with a token of an issuer that an account trusts; only principals <c>*</c> and <c>Federated</c> are about such requests.</summary>
    /// <param name="providerArn">The issuer, as policies name it.</param>
    public static RequestPrincipal OfWebIdentity(string providerArn) => new("", "", "") { Arn = providerArn, IsWebIdentity = true };

    /// <summary>A service that acts for a bucket, such as the delivery of access logs; nobody who signs is one.</summary>
    /// <param name="name">Such as <c>logging.s3.amazonaws.com</c>.</param>
    public static RequestPrincipal OfService(string name) => new("", "", "") { Arn = name, IsService = true };

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

    /// <summary>Whether a token of an issuer tells who it is.</summary>
    public bool IsWebIdentity { get; private init; }

    /// <summary>Whether it is a service, whose name is its <see cref="Arn"/>.</summary>
    public bool IsService { get; private init; }

    /// <summary>Canonical id, which owns buckets and objects.</summary>
    public string UserId { get; }

    /// <summary>The account.</summary>
    public string AccountId { get; }

    /// <summary>Name within the account.</summary>
    public string UserName { get; }

    /// <summary>Its own tags; those of a session go before them.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Of temporary credentials; null for lasting ones.</summary>
    public PrincipalSession? Session { get; init; }

    /// <summary>Unique id, which outlives names; that of the account's root is its canonical id.</summary>
    public string UniqueId { get => field ?? UserId; init; }

    /// <summary>
    /// Whether it belongs to an account and is not its root: what its policies allow counts in the account's own buckets, and in those of another account
    /// only where that allows it, too.
    /// </summary>
    public bool IsMember { get; init; }

    /// <summary>As policies name it.</summary>
    public string Arn { get => field ?? $"arn:aws:iam::{AccountId}:user/{UserName}"; init; }

    /// <summary>The same with temporary credentials.</summary>
    public RequestPrincipal With(PrincipalSession session) => new(UserId, AccountId, UserName) { UniqueId = UniqueId, IsMember = IsMember, Arn = Arn, Tags = Tags, Session = session };
}
