using ObjectStore.Cluster.Iam;

namespace ObjectStore.Iam.Actions;

/// <summary>Tags of users, roles and managed policies.</summary>
internal static class TagActions
{
    public static IReadOnlyList<IamAction> All { get; } =
    [
        .. PrincipalKind.All.Where(static kind => kind.Name is not "Group").SelectMany(static kind =>
            ActionsOf(kind.Name, kind.Resource, call => kind.Find(call).Tags, (call, tags) => kind.Find(call) with { Tags = tags })),
        .. ActionsOf("Policy", IamResource.Policy, static call => ManagedPolicies.Find(call).Tags, static (call, tags) => ManagedPolicies.FindOwn(call) with { Tags = tags }),
    ];

    private static IEnumerable<IamAction> ActionsOf(
        string kind, IamResource resource, Func<IamCall, IReadOnlyList<IamTag>> tagsOf, Func<IamCall, IReadOnlyList<IamTag>, IamEntity> with) =>
    [
        new($"Tag{kind}", resource, call => IamOutcome.Store(with(call, IamTags.Merge(tagsOf(call), IamTags.Read(call))))) { Keys = IamParameters.Tags },
        new($"Untag{kind}", resource, call => IamOutcome.Store(with(call, IamTags.Without(tagsOf(call), call.ListOf("TagKeys"))))) { Keys = IamParameters.TagKeys },
        new($"List{kind}Tags", resource, call => List(call, tagsOf(call))),
    ];

    private static IamOutcome List(IamCall call, IEnumerable<IamTag> tags) =>
        new(IamPaging.Page(call, "Tags", tags.OrderBy(static tag => tag.Key, StringComparer.Ordinal), static tag => tag.Key, IamXml.Tag));
}
