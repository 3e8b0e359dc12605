using ObjectStore.S3.Xml;

namespace ObjectStore.Iam;

/// <summary>Lists in pages: <c>MaxItems</c> of them after <c>Marker</c>, which is the key of the last one before.</summary>
internal static class IamPaging
{
    private const int ItemsDefault = 100;
    private const int ItemsMax = 1000;

    /// <summary>A page of a list.</summary>
    /// <param name="call">Says which page.</param>
    /// <param name="list">Name of the element that holds it.</param>
    /// <param name="items">All, in the order of their keys, by ordinal comparison.</param>
    /// <param name="keyOf">The key of one.</param>
    /// <param name="write">Writes what stands inside the element of one.</param>
    public static Action<S3XmlWriter> Page<T>(IamCall call, string list, IEnumerable<T> items, Func<T, string> keyOf, Action<S3XmlWriter, T> write)
    {
        var marker = call.Optional("Marker");
        var count = call.Number("MaxItems", 1, ItemsMax) ?? ItemsDefault;
        var page = items.Where(item => marker is null || string.CompareOrdinal(keyOf(item), marker) > 0).Take(count + 1).ToList();
        var isTruncated = page.Count > count;
        if (isTruncated) page.RemoveAt(count);
        return xml =>
        {
            IamXml.List(xml, list, page, write);
            xml.Element("IsTruncated"u8, isTruncated);
            if (isTruncated) xml.Element("Marker"u8, keyOf(page[^1]));
        };
    }
}
