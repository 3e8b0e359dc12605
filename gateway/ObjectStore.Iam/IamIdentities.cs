using System.Collections.Concurrent;
using ObjectStore.Cluster.Iam;
using ObjectStore.Policies;
using ObjectStore.S3.Auth;

namespace ObjectStore.Iam;

/// <summary>Access keys of IAM as identities that sign. Thread-safe, answers from memory.</summary>
/// <param name="accounts">Knows the roots of accounts.</param>
/// <param name="directory">Knows IAM.</param>
/// <remarks>An identity is made when it is first asked for, and kept as long as the snapshot is the current one: parsed policies are never older than it.</remarks>
public sealed class IamIdentities(ICredentialSource accounts, IamDirectory directory) : ICredentialSource
{
    private Made _made = new(IamSnapshot.Empty);

    private sealed record Made(IamSnapshot Snapshot)
    {
        /// <summary>Bounded by the access keys of the snapshot.</summary>
        public ConcurrentDictionary<string, Identity> Identities { get; } = new(StringComparer.Ordinal);
    }

    /// <inheritdoc />
    public Identity? Find(string accessKey)
    {
        if (accounts.Find(accessKey) is { } configured) return configured;
        var made = Current();
        if (made.Identities.TryGetValue(accessKey, out var known)) return known;
        if (made.Snapshot.FindAccessKey(accessKey) is not { IsActive: true } key || Make(made.Snapshot, key) is not { } identity) return null;
        return made.Identities.GetOrAdd(accessKey, identity);
    }

    /// <inheritdoc />
    public Identity? FindUser(string userId) => accounts.FindUser(userId);

    /// <inheritdoc />
    public Identity? FindUserByEmail(string email) => accounts.FindUserByEmail(email);

    /// <summary>A user as who signs with a key pair of it.</summary>
    private Identity? Make(IamSnapshot snapshot, IamAccessKey key)
    {
        // The keys of an account that is not configured any more do not work.
        if (accounts.FindUser(key.AccountId) is not { Policies: null } root) return null;
        if (key.UserId.Length == 0)
        {
            return new Identity
            {
                AccessKey = key.Id,
                SecretKey = key.SecretKey,
                UserId = root.UserId,
                DisplayName = root.DisplayName,
                Email = root.Email,
                IsAdmin = root.IsAdmin,
                Boundary = root.Boundary,
            };
        }

        if (snapshot.Find(key.UserId) is not IamUser user || user.AccountId != key.AccountId) return null;
        return new Identity
        {
            AccessKey = key.Id,
            SecretKey = key.SecretKey,
            UserId = user.AccountId,
            DisplayName = root.DisplayName,
            Policies = IamPolicies.Of(snapshot, user),
            Boundary = IamPolicies.BoundaryOf(snapshot, user),
            Principal = new RequestPrincipal(user.AccountId, user.AccountId, user.Name)
            {
                UniqueId = user.Id,
                Arn = user.Arn,
                IsMember = true,
                Tags = user.Tags.ToDictionary(static tag => tag.Key, static tag => tag.Value, StringComparer.Ordinal),
            },
        };
    }

    private Made Current()
    {
        var snapshot = directory.Current;
        var made = Volatile.Read(ref _made);
        if (ReferenceEquals(made.Snapshot, snapshot)) return made;
        var next = new Made(snapshot);
        Volatile.Write(ref _made, next);
        return next;
    }
}
