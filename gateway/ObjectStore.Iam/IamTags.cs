using ObjectStore.Cluster.Iam;
using ObjectStore.Gateway.Queries;

namespace ObjectStore.Iam;

/// <summary>Reads tags of requests.</summary>
internal static class IamTags
{
    private const int KeyLengthMax = 128;
    private const int ValueLengthMax = 256;

    /// <summary>What a request calls its tags, as it is.</summary>
    public static IReadOnlyList<IamTag> Named(IamCall call)
    {
        var tags = new List<IamTag>();
        while (call.Optional(Member(tags.Count + 1, "Key")) is { } key) tags.Add(new IamTag(key, call.Optional(Member(tags.Count + 1, "Value")) ?? ""));
        return tags;
    }

    /// <summary>The tags of a request, in its order.</summary>
    public static IReadOnlyList<IamTag> Read(IamCall call)
    {
        var tags = new List<IamTag>();
        foreach (var (key, value) in Named(call))
        {
            if (key.Length is 0 or > KeyLengthMax || value.Length > ValueLengthMax || (key + value).Any(char.IsControl))
                throw QueryErrors.Validation($"A tag has a key of up to {KeyLengthMax} and a value of up to {ValueLengthMax} characters, and no control characters.");
            if (tags.Any(tag => tag.Key == key)) throw IamErrors.InvalidInput("Duplicate tag keys found.");
            tags.Add(new IamTag(key, value));
        }

        return Check(tags);
    }

    /// <summary>Tags with others set; those of the same key are replaced.</summary>
    public static IReadOnlyList<IamTag> Merge(IReadOnlyList<IamTag> present, IReadOnlyList<IamTag> set) =>
        Check([.. present.Where(tag => set.All(other => other.Key != tag.Key)), .. set]);

    /// <summary>Tags without those of some keys.</summary>
    public static IReadOnlyList<IamTag> Without(IReadOnlyList<IamTag> present, IReadOnlyList<string> keys) => [.. present.Where(tag => !keys.Contains(tag.Key))];

    private static List<IamTag> Check(List<IamTag> tags) => tags.Count <= IamLimits.TagsMax ? tags : throw IamErrors.LimitExceeded("TagsPerEntity", IamLimits.TagsMax);

    private static string Member(int number, string part) => $"{QueryForm.MemberOf("Tags", number)}.{part}";
}
