using ObjectStore.Cluster.Iam;
using ObjectStore.Policies;

namespace ObjectStore.Iam;

/// <summary>The condition keys of a request to IAM.</summary>
/// <remarks>Source: Service authorization reference, "Condition keys for AWS Identity and Access Management".</remarks>
/// <param name="request">Keys of any request.</param>
/// <param name="call">The request.</param>
internal sealed class IamKeys(IConditionKeys request, IamCall call) : IConditionKeys
{
    private const string RequestTag = "aws:requesttag/";
    private const string ResourceTag = "aws:resourcetag/";
    private const string EntityTag = "iam:resourcetag/";

    /// <inheritdoc />
    public IReadOnlyList<string>? Find(string key)
    {
        if (NameIn(key, RequestTag) is { } asked) return ValueOf(IamTags.Named(call), asked);
        if ((NameIn(key, ResourceTag) ?? NameIn(key, EntityTag)) is { } name) return ValueOf(TagsOfEntity(), name);
        return key switch
        {
            "aws:tagkeys" => call.ListOf("TagKeys") is { Count: > 0 } keys ? keys : [.. IamTags.Named(call).Select(static tag => tag.Key)],
            "aws:resourceaccount" => [call.AccountId],
            "iam:permissionsboundary" => Boundary() is { } arn ? [arn] : null,
            "iam:policyarn" => call.Optional("PolicyArn") is { } policy ? [policy] : null,
            _ => request.Find(key),
        };
    }

    /// <summary>The boundary that is to be set; where none is, that of the user or role that the request is about.</summary>
    private string? Boundary() => call.Optional(Actions.BoundaryActions.Parameter) ?? Principal()?.Boundary;

    private IReadOnlyList<IamTag> TagsOfEntity()
    {
        if (Principal() is { } principal) return principal.Tags;
        return call.Optional("PolicyArn") is { } arn && IamPolicies.FindManaged(call.Account, arn) is { } policy ? policy.Tags : [];
    }

    private IamPrincipal? Principal()
    {
        if (call.Optional("UserName") is { } user) return call.Account.FindUser(user);
        return call.Optional("RoleName") is { } role ? call.Account.FindRole(role) : null;
    }

    private static IReadOnlyList<string>? ValueOf(IReadOnlyList<IamTag> tags, string name) => tags.FirstOrDefault(tag => tag.Key == name) is { } tag ? [tag.Value] : null;

    private static string? NameIn(string key, string prefix) => key.StartsWith(prefix, StringComparison.Ordinal) ? key[prefix.Length..] : null;
}
