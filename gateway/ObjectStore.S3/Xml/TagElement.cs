using System.Xml;

namespace ObjectStore.S3.Xml;

/// <summary>The element <c>Tag</c> of filters.</summary>
internal static class TagElement
{
    /// <summary>Reads the one that was moved to.</summary>
    /// <exception cref="XmlException">It has not exactly a key and a value.</exception>
    public static KeyValuePair<string, string> Read(XmlRequestReader reader, int depth)
    {
        string? key = null;
        string? value = null;
        while (reader.TryReadChild(depth, out var name))
        {
            if (name == "Key" && key is null) key = reader.ReadText();
            else if (name == "Value" && value is null) value = reader.ReadText();
            else throw new XmlException("A key and a value were expected.");
        }

        return key is not null && value is not null ? new(key, value) : throw new XmlException("A key and a value were expected.");
    }
}
