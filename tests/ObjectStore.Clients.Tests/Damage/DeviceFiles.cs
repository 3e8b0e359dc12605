using System.Buffers.Binary;

namespace ObjectStore.Clients.Tests.Damage;

/// <summary>Looks into the files of a store without knowledge of their format.</summary>
internal static class DeviceFiles
{
    private const int BufferBytes = 4 * 1024 * 1024;

    /// <summary>Folders of devices below the data directory.</summary>
    public static IReadOnlyList<string> FindDevices(string dataDirectory) =>
    [
        .. Directory.EnumerateFiles(dataDirectory, "device.json", SearchOption.AllDirectories)
            .Select(path => Path.GetDirectoryName(path)!).Order(StringComparer.Ordinal),
    ];

    /// <summary>Finds all markers on all devices.</summary>
    public static IReadOnlyList<Marker> FindMarkers(string dataDirectory) =>
    [
        .. FindDevices(dataDirectory).SelectMany(device =>
            Directory.EnumerateFiles(device, "*", SearchOption.AllDirectories).Where(HasContent).SelectMany(file => FindInFile(device, file))),
    ];

    /// <summary>Changes one byte of the marked piece, behind the marker.</summary>
    public static void Damage(Marker marker)
    {
        using var file = new FileStream(marker.File, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        file.Position = marker.Offset + MarkedContent.MarkerBytes;
        var value = file.ReadByte();
        file.Position--;
        file.WriteByte((byte)(value ^ 0x10));
        file.Flush(flushToDisk: true);
    }

    /// <summary>A running store holds its lock files so that nobody else can open them.</summary>
    private static bool HasContent(string path) => Path.GetFileName(path) != "lock";

    /// <summary>Null when a running store has deleted or renamed the file since it was listed.</summary>
    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static List<Marker> FindInFile(string device, string path)
    {
        var markers = new List<Marker>();
        using var file = TryOpen(path);
        if (file is null) return markers;
        var buffer = new byte[BufferBytes];
        var kept = 0;
        long start = 0;
        int read;
        while ((read = file.Read(buffer, kept, buffer.Length - kept)) > 0)
        {
            var filled = kept + read;
            var searched = 0;
            int index;
            while ((index = buffer.AsSpan(searched, filled - searched).IndexOf(MarkedContent.Magic)) >= 0
                && searched + index + MarkedContent.MarkerBytes <= filled)
            {
                var marker = buffer.AsSpan(searched + index);
                markers.Add(new Marker(
                    device, path, start + searched + index,
                    (int)BinaryPrimitives.ReadInt64LittleEndian(marker[16..]), BinaryPrimitives.ReadInt64LittleEndian(marker[24..])));
                searched += index + MarkedContent.MarkerBytes;
            }
            // A marker may lie across the end of the buffer.
            kept = Math.Min(MarkedContent.MarkerBytes - 1, filled - searched);
            buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
            start += filled - kept;
        }
        return markers;
    }
}
