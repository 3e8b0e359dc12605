namespace ObjectStore.Iam.Actions;

/// <summary>Tags of users and roles.</summary>
internal static class TagActions
{
    public static IReadOnlyList<IamAction> All { get; } = [.. PrincipalKind.All.Where(static kind => kind.Name is not "Group").SelectMany(ActionsOf)];

    private static IEnumerable<IamAction> ActionsOf(PrincipalKind kind) =>
    [
        new($"Tag{kind.Name}", kind.Arn, call => Tag(call, kind)),
        new($"Untag{kind.Name}", kind.Arn, call => Untag(call, kind)),
        new($"List{kind.Name}Tags", kind.Arn, call => List(call, kind)),
    ];

    private static IamOutcome Tag(IamCall call, PrincipalKind kind)
    {
        var owner = kind.Find(call);
        return IamOutcome.Store(owner with { Tags = IamTags.Merge(owner.Tags, IamTags.Read(call)) });
    }

    private static IamOutcome Untag(IamCall call, PrincipalKind kind)
    {
        var owner = kind.Find(call);
        var keys = call.ListOf("TagKeys");
        return IamOutcome.Store(owner with { Tags = [.. owner.Tags.Where(tag => !keys.Contains(tag.Key))] });
    }

    private static IamOutcome List(IamCall call, PrincipalKind kind)
    {
        var tags = kind.Find(call).Tags.OrderBy(static tag => tag.Key, StringComparer.Ordinal);
        return new IamOutcome(IamPaging.Page(call, "Tags", tags, static tag => tag.Key, static (xml, tag) =>
        {
            xml.Element("Key"u8, tag.Key);
            xml.Element("Value"u8, tag.Value);
        }));
    }
}
