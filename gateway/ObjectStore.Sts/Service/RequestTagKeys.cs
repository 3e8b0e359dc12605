using ObjectStore.Policies;

namespace ObjectStore.Sts.Service;

/// <summary>The condition keys of a request for a session that are about the tags that it asks for.</summary>
/// <param name="request">Keys of any request.</param>
/// <param name="tags">The tags.</param>
internal sealed class RequestTagKeys(IConditionKeys request, IReadOnlyDictionary<string, string> tags) : IConditionKeys
{
    private const string RequestTag = "aws:requesttag/";

    /// <inheritdoc />
    public IReadOnlyList<string>? Find(string key)
    {
        if (key == "aws:tagkeys") return tags.Keys.ToArray();
        if (!key.StartsWith(RequestTag, StringComparison.Ordinal)) return request.Find(key);
        return tags.TryGetValue(key[RequestTag.Length..], out var value) ? [value] : null;
    }
}
