using ObjectStore.Policies;
using ObjectStore.S3.Auth;

namespace ObjectStore.Sts.Sessions;

/// <summary>A session whose token was opened. Thread-safe: the identity is made anew when whom it stands for has changed.</summary>
/// <param name="token">As the client sends it.</param>
/// <param name="session">What it holds.</param>
/// <param name="policy">The policy of the session, or null.</param>
internal sealed class OpenSession(string token, SessionToken session, PolicyDocument? policy)
{
    private Made? _made;

    /// <summary>An identity with what it was made of.</summary>
    private sealed record Made(object Of, object State, Identity Identity);

    public string Token => token;

    public SessionToken Session => session;

    /// <summary>Whose session it is now; null when the role or the user is gone.</summary>
    public Identity? IdentityOf(ISessionPrincipals principals)
    {
        object? of = session.Role is { } role ? principals.FindRole(role) : principals.FindParent(session.ParentAccessKey!);
        if (of is null) return null;
        var state = principals.State;
        var made = Volatile.Read(ref _made);
        if (made is not null && ReferenceEquals(made.Of, of) && (session.PolicyArns is null || ReferenceEquals(made.State, state))) return made.Identity;
        made = new Made(of, state, of is AssumedRole assumed ? OfRole(session.Role!, assumed, PolicyOf(session.Role!.AccountId, principals)) : OfUser((Identity)of, principals));
        Volatile.Write(ref _made, made);
        return made.Identity;
    }

    /// <summary>The policy of the session together with its managed ones, as they are now.</summary>
    private PolicyDocument? PolicyOf(string accountId, ISessionPrincipals principals) =>
        session.PolicyArns is { } arns ? new PolicyDocument([.. policy?.Statements ?? [], .. principals.FindPolicies(accountId, arns).Statements]) : policy;

    /// <summary>What a role makes belongs to its account.</summary>
    private Identity OfRole(SessionRole role, AssumedRole assumed, PolicyDocument? limit) => new()
    {
        AccessKey = session.AccessKey,
        SecretKey = session.SecretKey,
        UserId = role.AccountId,
        DisplayName = assumed.AccountName,
        Policies = assumed.Policies,
        Boundary = assumed.Boundary,
        SessionPolicy = limit,
        Principal = new RequestPrincipal(role.AccountId, role.AccountId, role.RoleName)
        {
            UniqueId = role.UserId,
            Arn = role.SessionArn,
            IsMember = true,
            Session = new PrincipalSession
            {
                IssuedAt = session.IssuedAt,
                Role = new AssumedRolePrincipal(assumed.Arn, role.SessionArn),
                Provider = session.Provider,
                Tags = TagsOf(assumed),
                TransitiveTags = session.TransitiveTags ?? [],
                SourceIdentity = session.SourceIdentity,
            },
        },
    };

    private Identity OfUser(Identity user, ISessionPrincipals principals)
    {
        var accountId = user.Caller.Principal.AccountId;
        return session.FederatedUser is { } name ? OfFederatedUser(user, accountId, name, PolicyOf(accountId, principals) ?? new PolicyDocument([])) : OfUser(user);
    }

    /// <summary>
    /// What both the user and the session's policies allow; without policies nothing. The root of an account, to which everything of the account is allowed, makes a member of the account that
    /// has the session's policies as its own, and an administrator no administrator.
    /// </summary>
    private Identity OfFederatedUser(Identity user, string accountId, string name, PolicyDocument limit) => new()
    {
        AccessKey = session.AccessKey,
        SecretKey = session.SecretKey,
        UserId = user.UserId,
        DisplayName = user.DisplayName,
        Policies = user.Policies ?? [limit],
        Boundary = user.Boundary,
        SessionPolicy = limit,
        Principal = new RequestPrincipal(user.UserId, accountId, name)
        {
            UniqueId = FederatedUsers.IdOf(accountId, name),
            Arn = FederatedUsers.ArnOf(accountId, name),
            IsMember = user.Policies is null || user.Caller.Principal.IsMember,
            Session = new PrincipalSession { IssuedAt = session.IssuedAt, FederatedBy = user.Caller.Principal.Arn, Tags = session.Tags },
        },
    };

    private Identity OfUser(Identity user) => new()
    {
        AccessKey = session.AccessKey,
        SecretKey = session.SecretKey,
        UserId = user.UserId,
        DisplayName = user.DisplayName,
        IsAdmin = user.IsAdmin,
        Email = user.Email,
        Policies = user.Policies,
        Boundary = user.Boundary,
        SessionPolicy = policy,
        Principal = user.Caller.Principal.With(new PrincipalSession { IssuedAt = session.IssuedAt, Tags = session.Tags }),
    };

    private Dictionary<string, string> TagsOf(AssumedRole assumed)
    {
        var tags = new Dictionary<string, string>(assumed.Tags, StringComparer.Ordinal);
        foreach (var (key, value) in session.Tags) tags[key] = value;
        return tags;
    }
}
