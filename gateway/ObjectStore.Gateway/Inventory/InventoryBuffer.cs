using System.IO.Compression;
using System.Text;

namespace ObjectStore.Gateway.Inventory;

/// <summary>A file in the making: lines, compressed as they come. Used by one caller at a time.</summary>
internal sealed class InventoryBuffer : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private readonly GZipStream _gzip;

    public InventoryBuffer() => _gzip = new GZipStream(_bytes, CompressionLevel.Fastest, leaveOpen: true);

    /// <summary>Lines so far.</summary>
    public int Rows { get; private set; }

    /// <summary>Bytes so far; a few are still to come.</summary>
    public long Bytes => _bytes.Length;

    public void Add(string line)
    {
        _gzip.Write(Encoding.UTF8.GetBytes(line));
        Rows++;
    }

    /// <summary>The whole file, valid until this is disposed. Once.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        _gzip.Dispose();
        return _bytes.GetBuffer().AsMemory(0, (int)_bytes.Length);
    }

    public void Dispose()
    {
        _gzip.Dispose();
        _bytes.Dispose();
    }
}
