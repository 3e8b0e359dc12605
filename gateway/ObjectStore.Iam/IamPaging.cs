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
        var (page, isTruncated) = Take(call, items, keyOf);
        return xml =>
        {
            IamXml.List(xml, list, page, write);
            End(xml, isTruncated ? keyOf(page[^1]) : null);
        };
    }

    /// <summary>A page of several lists, one after another.</summary>
    /// <param name="call">Says which page.</param>
    /// <param name="lists">Names of the elements that hold them, in their order.</param>
    /// <param name="items">All, each with its list and its key in that list, in the order of the lists and in them of the keys.</param>
    /// <param name="write">Writes what stands inside the element of one.</param>
    public static Action<S3XmlWriter> PageOfLists<T>(IamCall call, string[] lists, IEnumerable<(string List, string Key, T Item)> items, Action<S3XmlWriter, T> write)
    {
        var (page, isTruncated) = Take(call, items, KeyOf);
        return xml =>
        {
            foreach (var list in lists) IamXml.List(xml, list, page.Where(item => item.List == list).Select(static item => item.Item), write);
            End(xml, isTruncated ? KeyOf(page[^1]) : null);
        };

        string KeyOf((string List, string Key, T Item) item) => $"{Array.IndexOf(lists, item.List)}/{item.Key}";
    }

    private static (List<T> Page, bool IsTruncated) Take<T>(IamCall call, IEnumerable<T> items, Func<T, string> keyOf)
    {
        var marker = call.Optional("Marker");
        var count = call.Number("MaxItems", 1, ItemsMax) ?? ItemsDefault;
        var page = items.Where(item => marker is null || string.CompareOrdinal(keyOf(item), marker) > 0).Take(count + 1).ToList();
        var isTruncated = page.Count > count;
        if (isTruncated) page.RemoveAt(count);
        return (page, isTruncated);
    }

    private static void End(S3XmlWriter xml, string? marker)
    {
        xml.Element("IsTruncated"u8, marker is not null);
        if (marker is not null) xml.Element("Marker"u8, marker);
    }
}
