namespace ObjectStore.Policies;

/// <summary>The condition keys of one request.</summary>
public interface IConditionKeys
{
    /// <summary>The values of a key, or null when the request has none.</summary>
    /// <param name="key">Name in lower case, such as <c>aws:sourceip</c>; the case of the part after a slash is kept (<c>s3:requestobjecttag/Owner</c>).</param>
    IReadOnlyList<string>? Find(string key);
}
