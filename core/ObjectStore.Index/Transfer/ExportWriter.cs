using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Transfer;

/// <summary>Writes an export frame by frame. Used by one caller at a time; holds two frames at most.</summary>
internal sealed class ExportWriter(Stream output) : IDisposable
{
    private const int RowHeaderBytes = sizeof(ushort) + sizeof(uint);

    /// <summary>Of 0 to 11: the fastest, which already removes most of what ids and texts repeat.</summary>
    private const int BrotliQuality = 1;

    private const int BrotliWindowBits = 20;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _rows = new(ExportFormat.FrameTargetBytes * 2);
    private byte[] _frame = new byte[ExportFormat.FrameHeaderBytes + ExportFormat.FrameTargetBytes];
    private uint _databaseCount;
    private uint _partitionCount;
    private ulong _rowCount;

    public ValueTask BeginAsync(DateTimeOffset createdAt, CancellationToken cancellationToken)
    {
        var header = new byte[ExportFormat.HeaderBytes];
        ExportFormat.FormatHeader(header, createdAt);
        return WriteAsync(header, cancellationToken);
    }

    public async ValueTask WriteDatabaseAsync(string name, bool isCatalog, CancellationToken cancellationToken)
    {
        await FlushRowsAsync(cancellationToken);
        _databaseCount++;
        byte[] content = [(byte)(isCatalog ? 1 : 0), .. Encoding.UTF8.GetBytes(name)];
        await WriteFrameAsync(ExportFormat.Database, content, cancellationToken);
    }

    public async ValueTask WritePartitionAsync(ExportRecord.Partition partition, CancellationToken cancellationToken)
    {
        await FlushRowsAsync(cancellationToken);
        _partitionCount++;
        var content = new byte[sizeof(ulong) + sizeof(ushort) + partition.Start.Length + partition.End.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(content, partition.Epoch.Value);
        BinaryPrimitives.WriteUInt16LittleEndian(content.AsSpan(sizeof(ulong)), (ushort)partition.Start.Length);
        partition.Start.CopyTo(content.AsMemory(sizeof(ulong) + sizeof(ushort)));
        partition.End.CopyTo(content.AsMemory(content.Length - partition.End.Length));
        await WriteFrameAsync(ExportFormat.Partition, content, cancellationToken);
    }

    public async ValueTask WriteRowAsync(Row row, CancellationToken cancellationToken)
    {
        var bytes = RowHeaderBytes + row.Key.Length + row.Value.Length;
        Invariant.That(ExportFormat.FrameTargetBytes + bytes <= ExportFormat.ContentBytesMax);
        var span = _rows.GetSpan(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(span, (ushort)row.Key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(span[sizeof(ushort)..], row.Value.Length);
        row.Key.Span.CopyTo(span[RowHeaderBytes..]);
        row.Value.Span.CopyTo(span[(RowHeaderBytes + row.Key.Length)..]);
        _rows.Advance(bytes);
        _rowCount++;
        if (_rows.WrittenCount >= ExportFormat.FrameTargetBytes) await FlushRowsAsync(cancellationToken);
    }

    /// <summary>Writes the trailer, without which the export is not whole.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        await FlushRowsAsync(cancellationToken);
        var content = new byte[sizeof(uint) + sizeof(uint) + sizeof(ulong) + SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(content, _databaseCount);
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(4), _partitionCount);
        BinaryPrimitives.WriteUInt64LittleEndian(content.AsSpan(8), _rowCount);
        _hash.GetHashAndReset(content.AsSpan(16));
        await WriteFrameAsync(ExportFormat.Trailer, content, cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _hash.Dispose();

    private async ValueTask FlushRowsAsync(CancellationToken cancellationToken)
    {
        if (_rows.WrittenCount == 0) return;
        await WriteFrameAsync(ExportFormat.Rows, _rows.WrittenMemory, cancellationToken);
        _rows.ResetWrittenCount();
    }

    private ValueTask WriteFrameAsync(byte kind, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (_frame.Length < ExportFormat.FrameHeaderBytes + content.Length) _frame = new byte[ExportFormat.FrameHeaderBytes + content.Length];
        var room = _frame.AsSpan(ExportFormat.FrameHeaderBytes);
        var stored = 0;
        var isSmaller = kind == ExportFormat.Rows
            && BrotliEncoder.TryCompress(content.Span, room[..Math.Max(0, content.Length - 1)], out stored, BrotliQuality, BrotliWindowBits);
        if (!isSmaller)
        {
            content.Span.CopyTo(room);
            stored = content.Length;
        }

        ExportFormat.FormatFrame(_frame, kind, isSmaller ? ExportFormat.Brotli : ExportFormat.Plain, content.Length, room[..stored]);
        return WriteAsync(_frame.AsMemory(0, ExportFormat.FrameHeaderBytes + stored), cancellationToken);
    }

    private ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _hash.AppendData(bytes.Span);
        return output.WriteAsync(bytes, cancellationToken);
    }
}
