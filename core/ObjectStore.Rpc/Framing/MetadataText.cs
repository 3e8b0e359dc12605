using ObjectStore.Rpc.Calls;

namespace ObjectStore.Rpc.Framing;

/// <summary>Entries of metadata as values of headers: bytes as base64, without padding on the way out, with or without on the way in.</summary>
internal static class MetadataText
{
    /// <summary>The header's value.</summary>
    public static string ValueOf(Metadata.Entry entry) => entry.ValueBytes is { } bytes ? Convert.ToBase64String(bytes).TrimEnd('=') : entry.Value;

    /// <summary>Adds what a header says; bytes that are no base64 are left out.</summary>
    public static void AddTo(Metadata metadata, string name, string value)
    {
        if (!Metadata.Entry.IsBinaryName(name))
        {
            metadata.Add(name, value);
            return;
        }

        // Several values may have been joined into one header.
        foreach (var part in value.Split(','))
        {
            var text = part.Trim();
            var padded = text.Length % 4 == 0 ? text : text.PadRight(text.Length + 4 - (text.Length % 4), '=');
            var bytes = new byte[padded.Length];
            if (Convert.TryFromBase64String(padded, bytes, out var length)) metadata.Add(name, bytes[..length]);
        }
    }
}
