using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Transfer;

/// <summary>
/// Reads an export and believes nothing of it: checksums, lengths, that each row lies in its partition, that the partitions cover everything exactly once, and the
/// trailer. What was read is only known to be whole when <see cref="ReadAsync"/> has given null.
/// </summary>
/// <remarks>Used by one caller at a time; holds two frames at most. Throws StorageException: CorruptIndex for what is no whole export, Refused for one of a later release.</remarks>
public sealed class ExportReader : IDisposable
{
    private const int RowHeaderBytes = sizeof(ushort) + sizeof(uint);
    private const int TrailerBytes = 16 + SHA256.HashSizeInBytes;

    private readonly Stream _input;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<string> _databases = [];
    private readonly List<ExportedPartition> _partitions = [];
    private readonly byte[] _header = new byte[ExportFormat.FrameHeaderBytes];
    private byte[] _stored = [];
    private byte[] _content = [];
    private DateTimeOffset? _createdAt;
    private ExportRecord.Partition? _partition;
    private long _partitionRows;
    private long _bytes;
    private bool _isWhole;

    /// <summary>Reads from a stream that the caller owns.</summary>
    public ExportReader(Stream input) => _input = input;

    /// <summary>Rows that were read so far.</summary>
    public long RowCount { get; private set; }

    /// <summary>What the export holds.</summary>
    /// <exception cref="InvalidOperationException">It has not been read to its end.</exception>
    public ExportSummary Summary => _isWhole
        ? new ExportSummary(_createdAt!.Value, _databases, [.. _partitions.OrderBy(static each => each.Partition.Start, KeyComparer.Instance)], RowCount, _bytes)
        : throw new InvalidOperationException("The export has not been read to its end.");

    /// <summary>The next record, or null after the last one of a whole export.</summary>
    public async ValueTask<ExportRecord?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_isWhole) return null;
        if (_createdAt is null) await ReadHeaderAsync(cancellationToken);
        var content = await ReadFrameAsync(cancellationToken);
        switch (_header[0])
        {
            case ExportFormat.Database:
                return ParseDatabase(content.Span);
            case ExportFormat.Partition:
                return ParsePartition(content);
            case ExportFormat.Rows:
                return ParseRows(content);
            case ExportFormat.Trailer:
                CheckTrailer(content.Span);
                if (await _input.ReadAtLeastAsync(_header, 1, throwOnEndOfStream: false, cancellationToken) > 0) throw ExportFormat.Damaged("something follows its end");
                _isWhole = true;
                return null;
            default:
                throw ExportFormat.Damaged("it has a frame of an unknown kind");
        }
    }

    /// <summary>Reads to the end, without keeping anything but the summary.</summary>
    public async ValueTask<ExportSummary> ReadToEndAsync(CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken) is not null)
        {
        }

        return Summary;
    }

    /// <inheritdoc />
    public void Dispose() => _hash.Dispose();

    private async ValueTask ReadHeaderAsync(CancellationToken cancellationToken)
    {
        var header = new byte[ExportFormat.HeaderBytes];
        await ReadExactlyAsync(header, cancellationToken);
        _createdAt = ExportFormat.ParseHeader(header);
        _hash.AppendData(header);
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadFrameAsync(CancellationToken cancellationToken)
    {
        await ReadExactlyAsync(_header, cancellationToken);
        var (contentBytes, storedBytes) = ExportFormat.ParseLengths(_header);
        if (_stored.Length < storedBytes) _stored = new byte[storedBytes];
        var stored = _stored.AsMemory(0, storedBytes);
        await ReadExactlyAsync(stored, cancellationToken);
        ExportFormat.CheckFrame(_header, stored.Span);
        if (_header[0] != ExportFormat.Trailer)
        {
            _hash.AppendData(_header);
            _hash.AppendData(stored.Span);
        }

        if (_header[1] == ExportFormat.Plain) return stored;
        if (_content.Length < contentBytes) _content = new byte[contentBytes];
        return BrotliDecoder.TryDecompress(stored.Span, _content.AsSpan(0, contentBytes), out var written) && written == contentBytes
            ? _content.AsMemory(0, contentBytes)
            : throw ExportFormat.Damaged("a frame cannot be decompressed");
    }

    private async ValueTask ReadExactlyAsync(Memory<byte> bytes, CancellationToken cancellationToken)
    {
        if (await _input.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken) < bytes.Length) throw ExportFormat.Damaged("it is cut off");
        _bytes += bytes.Length;
    }

    private ExportRecord.Database ParseDatabase(ReadOnlySpan<byte> content)
    {
        EndPartition();
        if (content.Length < 2 || content[0] != (_databases.Count == 0 ? 1 : 0)) throw ExportFormat.Damaged("a database does not begin as one");
        _databases.Add(Encoding.UTF8.GetString(content[1..]));
        return new ExportRecord.Database(_databases[^1], _databases.Count == 1);
    }

    private ExportRecord.Partition ParsePartition(ReadOnlyMemory<byte> content)
    {
        EndPartition();
        const int Fixed = sizeof(ulong) + sizeof(ushort);
        var startBytes = content.Length < Fixed ? int.MaxValue : BinaryPrimitives.ReadUInt16LittleEndian(content.Span[sizeof(ulong)..]);
        if (_databases.Count == 0 || startBytes > content.Length - Fixed) throw ExportFormat.Damaged("a partition does not begin as one");
        var (start, end) = (content.Slice(Fixed, startBytes).ToArray(), content[(Fixed + startBytes)..].ToArray());
        var isRange = Position.IsBound(start) && Position.IsBound(end) && (end.Length == 0 || end.AsSpan().SequenceCompareTo(start) > 0);
        if (!isRange) throw ExportFormat.Damaged("a partition is no range");
        return _partition = new ExportRecord.Partition(start, end, new Epoch(BinaryPrimitives.ReadUInt64LittleEndian(content.Span)));
    }

    private void EndPartition()
    {
        if (_partition is { } partition) _partitions.Add(new ExportedPartition(partition, _databases[^1], _partitionRows));
        (_partition, _partitionRows) = (null, 0);
    }

    private ExportRecord.Rows ParseRows(ReadOnlyMemory<byte> content)
    {
        var rows = new List<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>>();
        while (content.Length >= RowHeaderBytes)
        {
            var keyBytes = BinaryPrimitives.ReadUInt16LittleEndian(content.Span);
            var valueBytes = BinaryPrimitives.ReadUInt32LittleEndian(content.Span[sizeof(ushort)..]);
            content = content[RowHeaderBytes..];
            var isRow = keyBytes is > 0 and <= OrderedStoreLimits.KeyBytesMax && valueBytes <= OrderedStoreLimits.ValueBytesMax && keyBytes + valueBytes <= content.Length;
            if (!isRow) throw ExportFormat.Damaged("a row is longer than its frame");
            var key = content[..keyBytes];
            if (!IsHere(key.Span)) throw ExportFormat.Damaged("a row lies outside its section");
            rows.Add(new(key, content.Slice(keyBytes, (int)valueBytes)));
            content = content[(keyBytes + (int)valueBytes)..];
        }

        if (!content.IsEmpty) throw ExportFormat.Damaged("a frame ends within a row");
        RowCount += rows.Count;
        _partitionRows += rows.Count;
        return new ExportRecord.Rows(rows);
    }

    /// <summary>Rows of the catalog come before its first partition; every other row lies in the partition before it.</summary>
    private bool IsHere(ReadOnlySpan<byte> key)
    {
        if (_partition is null) return _databases.Count == 1 && _partitions.Count == 0 && key[0] is (RowFamily.BucketDocuments or RowFamily.Bucket or RowFamily.JobState or RowFamily.ClusterMap);
        if (!RowFamily.OfPartitions.Contains(key[0])) return false;
        var range = RowKeys.Between(key[0], _partition.Start, _partition.End);
        return key.SequenceCompareTo(range.Start.Span) >= 0 && key.SequenceCompareTo(range.End.Span) < 0;
    }

    private void CheckTrailer(ReadOnlySpan<byte> content)
    {
        EndPartition();
        if (content.Length != TrailerBytes) throw ExportFormat.Damaged("its trailer is damaged");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(hash);
        var isRight = BinaryPrimitives.ReadUInt32LittleEndian(content) == _databases.Count
            && BinaryPrimitives.ReadUInt32LittleEndian(content[4..]) == _partitions.Count
            && BinaryPrimitives.ReadUInt64LittleEndian(content[8..]) == (ulong)RowCount
            && content[16..].SequenceEqual(hash);
        if (!isRight) throw ExportFormat.Damaged("it does not hold what its trailer says");
        CheckCoverage();
    }

    private void CheckCoverage()
    {
        ReadOnlyMemory<byte> covered = default;
        var isFirst = true;
        foreach (var each in _partitions.OrderBy(static each => each.Partition.Start, KeyComparer.Instance))
        {
            if ((!isFirst && covered.IsEmpty) || !each.Partition.Start.Span.SequenceEqual(covered.Span)) throw ExportFormat.Damaged("its partitions leave a gap or overlap");
            covered = each.Partition.End;
            isFirst = false;
        }

        if (isFirst || !covered.IsEmpty) throw ExportFormat.Damaged("its partitions do not reach the end");
    }
}
