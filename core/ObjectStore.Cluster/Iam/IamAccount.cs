using System.Collections.Immutable;

namespace ObjectStore.Cluster.Iam;

/// <summary>What an account has in IAM. Immutable; changes give another.</summary>
/// <remarks>
/// Every entity is in the table of its kind once, under its name in lower case (access keys under their ids, providers under what their ARNs end with);
/// tables are in order of these names.
/// </remarks>
public sealed record IamAccount
{
    /// <summary>An account without anything.</summary>
    public static IamAccount Empty { get; } = new();

    /// <summary>Users by name in lower case.</summary>
    public ImmutableSortedDictionary<string, IamUser> Users { get; init; } = NewTable<IamUser>();

    /// <summary>Groups by name in lower case.</summary>
    public ImmutableSortedDictionary<string, IamGroup> Groups { get; init; } = NewTable<IamGroup>();

    /// <summary>Roles by name in lower case.</summary>
    public ImmutableSortedDictionary<string, IamRole> Roles { get; init; } = NewTable<IamRole>();

    /// <summary>Policies by name in lower case.</summary>
    public ImmutableSortedDictionary<string, IamManagedPolicy> Policies { get; init; } = NewTable<IamManagedPolicy>();

    /// <summary>Providers by <see cref="IamOidcProvider.NameOf"/> their URLs.</summary>
    public ImmutableSortedDictionary<string, IamOidcProvider> OidcProviders { get; init; } = NewTable<IamOidcProvider>();

    /// <summary>Access keys by id.</summary>
    public ImmutableSortedDictionary<string, IamAccessKey> AccessKeys { get; init; } = NewTable<IamAccessKey>();

    /// <summary>The user of this name in any case, or null.</summary>
    public IamUser? FindUser(string name) => Users.GetValueOrDefault(KeyOf(name));

    /// <summary>The group of this name in any case, or null.</summary>
    public IamGroup? FindGroup(string name) => Groups.GetValueOrDefault(KeyOf(name));

    /// <summary>The role of this name in any case, or null.</summary>
    public IamRole? FindRole(string name) => Roles.GetValueOrDefault(KeyOf(name));

    /// <summary>The policy of this name in any case, or null.</summary>
    public IamManagedPolicy? FindPolicy(string name) => Policies.GetValueOrDefault(KeyOf(name));

    /// <summary>The provider whose ARN ends with this, or null.</summary>
    public IamOidcProvider? FindOidcProvider(string name) => OidcProviders.GetValueOrDefault(name);

    internal IamAccount With(IamEntity entity) => entity switch
    {
        IamUser user => this with { Users = Users.SetItem(KeyOf(user.Name), user) },
        IamGroup group => this with { Groups = Groups.SetItem(KeyOf(group.Name), group) },
        IamRole role => this with { Roles = Roles.SetItem(KeyOf(role.Name), role) },
        IamManagedPolicy policy => this with { Policies = Policies.SetItem(KeyOf(policy.Name), policy) },
        IamOidcProvider provider => this with { OidcProviders = OidcProviders.SetItem(IamOidcProvider.NameOf(provider.Url), provider) },
        IamAccessKey key => this with { AccessKeys = AccessKeys.SetItem(key.Id, key) },
        _ => throw new ArgumentOutOfRangeException(nameof(entity)),
    };

    internal IamAccount Without(IamEntity entity) => entity switch
    {
        IamUser user => this with { Users = Users.Remove(KeyOf(user.Name)) },
        IamGroup group => this with { Groups = Groups.Remove(KeyOf(group.Name)) },
        IamRole role => this with { Roles = Roles.Remove(KeyOf(role.Name)) },
        IamManagedPolicy policy => this with { Policies = Policies.Remove(KeyOf(policy.Name)) },
        IamOidcProvider provider => this with { OidcProviders = OidcProviders.Remove(IamOidcProvider.NameOf(provider.Url)) },
        IamAccessKey key => this with { AccessKeys = AccessKeys.Remove(key.Id) },
        _ => throw new ArgumentOutOfRangeException(nameof(entity)),
    };

    private static string KeyOf(string name) => name.ToLowerInvariant();

    private static ImmutableSortedDictionary<string, T> NewTable<T>() => ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);
}
