namespace ObjectStore.Index.Catalog;

/// <summary>Whether the objects of a bucket are compressed, as its document says it: <c>on</c> or <c>off</c>.</summary>
public static class CompressionSetting
{
    /// <summary>The content of the document.</summary>
    public static ReadOnlyMemory<byte> Format(bool isOn) => isOn ? "on"u8.ToArray() : "off"u8.ToArray();

    /// <summary>False when it is no such content.</summary>
    public static bool TryRead(ReadOnlySpan<byte> content, out bool isOn)
    {
        isOn = content.SequenceEqual("on"u8);
        return isOn || content.SequenceEqual("off"u8);
    }
}
