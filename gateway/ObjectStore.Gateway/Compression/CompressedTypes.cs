namespace ObjectStore.Gateway.Compression;

/// <summary>Knows from metadata that bytes are compressed already, so that nobody need try.</summary>
internal static class CompressedTypes
{
    private static readonly HashSet<string> Encodings = new(StringComparer.OrdinalIgnoreCase) { "br", "bzip2", "compress", "deflate", "gzip", "x-gzip", "xz", "zstd" };

    /// <summary>Of images, sound and pictures in motion these alone are not compressed as they are.</summary>
    private static readonly HashSet<string> PlainMedia = new(StringComparer.OrdinalIgnoreCase)
    {
        "audio/aiff", "audio/midi", "audio/wav", "audio/x-aiff", "audio/x-wav", "audio/vnd.wave",
        "image/bmp", "image/svg+xml", "image/tiff", "image/x-icon", "image/x-ms-bmp", "image/x-portable-bitmap", "image/x-portable-graymap", "image/x-portable-pixmap", "image/vnd.microsoft.icon",
    };

    private static readonly HashSet<string> Archives = new(StringComparer.OrdinalIgnoreCase)
    {
        "application/gzip", "application/java-archive", "application/vnd.android.package-archive", "application/vnd.rar", "application/x-7z-compressed", "application/x-brotli",
        "application/x-bzip2", "application/x-compress", "application/x-gzip", "application/x-lz4", "application/x-lzip", "application/x-lzma", "application/x-rar-compressed",
        "application/x-snappy-framed", "application/x-xz", "application/x-zip-compressed", "application/x-zstd", "application/zip", "application/zstd", "application/epub+zip",
        "font/woff", "font/woff2",
    };

    /// <summary>Whether the content type or encoding says so.</summary>
    public static bool Contains(IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        for (var i = 0; i < metadata.Count; i++)
        {
            var (name, value) = metadata[i];
            if (name == "content-type" && IsType(value)) return true;
            if (name == "content-encoding" && IsEncoding(value)) return true;
        }

        return false;
    }

    private static bool IsType(string value)
    {
        var end = value.IndexOf(';', StringComparison.Ordinal);
        var type = (end < 0 ? value : value[..end]).Trim();
        if (Archives.Contains(type)) return true;
        var isMedia = type.StartsWith("image/", StringComparison.OrdinalIgnoreCase) || type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("video/", StringComparison.OrdinalIgnoreCase);
        return isMedia && !PlainMedia.Contains(type);
    }

    /// <summary>There can be several, in the order in which they were applied.</summary>
    private static bool IsEncoding(string value)
    {
        foreach (var encoding in value.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Encodings.Contains(encoding)) return true;
        }

        return false;
    }
}
