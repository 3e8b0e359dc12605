using ObjectStore.Cluster.Iam;
using ObjectStore.Policies;

namespace ObjectStore.Iam;

/// <summary>The condition keys of a request to IAM.</summary>
/// <remarks>Source: Service authorization reference, "Condition keys for AWS Identity and Access Management".</remarks>
/// <param name="request">Keys of any request.</param>
/// <param name="call">The request.</param>
/// <param name="action">Says which parameters count, and what the request is about.</param>
internal sealed class IamKeys(IConditionKeys request, IamCall call, IamAction action) : IConditionKeys
{
    private const string RequestTag = "aws:requesttag/";
    private const string ResourceTag = "aws:resourcetag/";
    private const string EntityTag = "iam:resourcetag/";

    /// <inheritdoc />
    public IReadOnlyList<string>? Find(string key)
    {
        if (NameIn(key, RequestTag) is { } asked) return ValueOf(RequestTags(), asked);
        if ((NameIn(key, ResourceTag) ?? NameIn(key, EntityTag)) is { } name) return ValueOf(TagsOfEntity(), name);
        return key switch
        {
            "aws:tagkeys" => Reads(IamParameters.TagKeys) ? call.ListOf("TagKeys") : [.. RequestTags().Select(static tag => tag.Key)],
            "aws:resourceaccount" => [call.AccountId],
            "iam:permissionsboundary" => Boundary() is { } arn ? [arn] : null,
            "iam:policyarn" => Reads(IamParameters.Policy) && call.Optional("PolicyArn") is { } policy ? [policy] : null,
            _ => request.Find(key),
        };
    }

    private bool Reads(IamParameters parameter) => action.Keys.HasFlag(parameter);

    private IReadOnlyList<IamTag> RequestTags() => Reads(IamParameters.Tags) ? IamTags.Named(call) : [];

    /// <summary>The boundary that is to be set; of actions that set none, that of the user or role that they are about.</summary>
    private string? Boundary() => Reads(IamParameters.Boundary) ? Actions.BoundaryActions.Named(call) : (action.Resource.Find(call) as IamPrincipal)?.Boundary;

    private IReadOnlyList<IamTag> TagsOfEntity() => action.Resource.Find(call) switch
    {
        IamPrincipal principal => principal.Tags,
        IamManagedPolicy policy => policy.Tags,
        _ => [],
    };

    private static IReadOnlyList<string>? ValueOf(IReadOnlyList<IamTag> tags, string name) => tags.FirstOrDefault(tag => tag.Key == name) is { } tag ? [tag.Value] : null;

    private static string? NameIn(string key, string prefix) => key.StartsWith(prefix, StringComparison.Ordinal) ? key[prefix.Length..] : null;
}
