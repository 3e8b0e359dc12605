using ObjectStore.Cluster.Iam;
using ObjectStore.Policies;
using ObjectStore.Policies.Matching;
using ObjectStore.Sts.Oidc;

namespace ObjectStore.Sts.Service;

/// <summary>The condition keys of a request for a session of a role.</summary>
/// <remarks>Source: IAM user guide, "IAM and AWS STS condition context keys", and "Available keys for OIDC federation".</remarks>
/// <param name="request">Keys of any request.</param>
/// <param name="terms">Of the session.</param>
/// <param name="role">The role.</param>
internal sealed class TrustKeys(IConditionKeys request, SessionTerms terms, IamRole role) : IConditionKeys
{
    private const string ResourceTag = "aws:resourcetag/";
    private const string RoleTag = "iam:resourcetag/";

    private readonly RequestTagKeys _request = new(request, terms.Tags);
    private readonly Dictionary<string, IReadOnlyList<string>> _claims = new(StringComparer.Ordinal);

    /// <summary>What the caller was told to say; null for nothing.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Adds the claims of a web identity, each under the name of its issuer.</summary>
    public TrustKeys With(string issuerName, WebIdentityClaims claims)
    {
        Add(issuerName, "sub", [claims.Subject]);
        Add(issuerName, "aud", claims.Audiences);

        // As Ceph's gateway calls it.
        Add(issuerName, "app_id", claims.Audiences);
        if (claims.AuthorizedParty is { } party) Add(issuerName, "azp", [party]);
        if (claims.Methods.Count > 0) Add(issuerName, "amr", claims.Methods);
        return this;
    }

    /// <inheritdoc />
    public IReadOnlyList<string>? Find(string key)
    {
        if (_claims.TryGetValue(key, out var claim)) return claim;
        if ((TagOf(key, ResourceTag) ?? TagOf(key, RoleTag)) is { } name) return role.Tags.Where(tag => tag.Key == name).Select(static tag => tag.Value).ToArray();
        return key switch
        {
            "sts:rolesessionname" => [terms.SessionName],
            "sts:externalid" => ExternalId is null ? null : [ExternalId],
            "sts:sourceidentity" => terms.SourceIdentity is null ? null : [terms.SourceIdentity],
            "sts:transitivetagkeys" => terms.TransitiveTags.Count == 0 ? null : terms.TransitiveTags,
            "aws:resourceaccount" => [role.AccountId],
            _ => _request.Find(key),
        };
    }

    private static string? TagOf(string key, string prefix) => key.StartsWith(prefix, StringComparison.Ordinal) ? key[prefix.Length..] : null;

    private void Add(string issuerName, string claim, IReadOnlyList<string> values) => _claims[ConditionKeyName.Normalize($"{issuerName}:{claim}")] = values;
}
