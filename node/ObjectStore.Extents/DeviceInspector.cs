using System.Globalization;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Extents.Checkpoints;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;
using ObjectStore.Extents.Recovery;

namespace ObjectStore.Extents;

/// <summary>Prints what is on a device, record by record, and verifies it. Changes nothing, and takes no lock: a device in use may be looked at.</summary>
public static class DeviceInspector
{
    /// <summary>Prints the superblock, the checkpoint, and every extent with its records.</summary>
    /// <returns>How many records or stretches are damaged.</returns>
    /// <exception cref="StorageException">Refused: no device of a format that this release reads. DeviceFailed: the disk cannot be read.</exception>
    public static Task<long> InspectAsync(string path, TextWriter output, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            try
            {
                using var directory = FileDeviceDirectory.At(path);
                return Inspect(directory, output, cancellationToken);
            }
            catch (DeviceIoException exception)
            {
                throw new StorageException(StorageErrorCode.DeviceFailed, $"The device in {path} cannot be read.", exception);
            }
        },
        cancellationToken);

    internal static long Inspect(IDeviceDirectory directory, TextWriter output, CancellationToken cancellationToken)
    {
        var superblock = ExtentDevice.ReadSuperblock(directory);
        Print(output, $"device {superblock.Device}  cluster {superblock.Cluster}  pool {superblock.Pool}  created {superblock.CreatedAt:O}");
        PrintCheckpoint(directory, superblock, output);
        var damaged = 0L;
        foreach (var name in directory.List().Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (DeviceFileNames.TryParseExtent(name, out var number)) damaged += InspectExtent(directory, superblock, number, output);
        }

        Print(output, $"{damaged} damaged");
        return damaged;
    }

    private static void PrintCheckpoint(IDeviceDirectory directory, Superblock superblock, TextWriter output)
    {
        var index = new FragmentIndex();
        if (!CheckpointReader.TryRead(directory, superblock.Device, index, [], out var header))
        {
            Print(output, $"checkpoint  none");
            return;
        }

        var position = header.Position;
        Print(output, $"checkpoint  fragments {header.FragmentCount}  extents {header.ExtentCount}  position {position.Extent:x8}+{position.Offset}  clean {header.IsClean}");
    }

    private static long InspectExtent(IDeviceDirectory directory, Superblock superblock, uint number, TextWriter output)
    {
        using var file = directory.Open(DeviceFileNames.Extent(number));
        if (!ExtentHeaderReader.TryReadNonce(file, number, superblock.Device, out var row))
        {
            Print(output, $"extent {number:x8}  bytes {file.Length}  HEADER DAMAGED");
            return 1;
        }

        Print(output, $"extent {number:x8}  bytes {file.Length}  nonce {row.Nonce:x16}");
        var extent = new Extent(number, row.Nonce, file, file.Length);
        var printer = new Printer(extent, output);
        using var scanner = new ExtentScanner();
        var scan = scanner.Scan(extent, ExtentHeader.RecordsOffset, file.Length, printer);
        Print(output, $"  records {printer.Records}  end {scan.LastBatchEnd}  damaged bytes between records {scan.DamagedBytes}");
        return printer.Damaged + (scan.DamagedBytes > 0 ? 1 : 0);
    }

    private static void Print(TextWriter output, FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private sealed class Printer(Extent extent, TextWriter output) : IRecordVisitor
    {
        public long Records { get; private set; }

        public long Damaged { get; private set; }

        public void Visit(in RecordHeader header, ReadOnlySpan<byte> meta)
        {
            Records++;
            if (header.Kind == RecordKind.Delete) PrintDelete(header, meta);
            else PrintPut(header, meta);
        }

        private void PrintPut(in RecordHeader header, ReadOnlySpan<byte> meta)
        {
            var isWhole = TailBatch.IsPayloadWhole(extent, header);
            if (!isWhole) Damaged++;
            var owner = FragmentOwner.TryParse(meta.Slice(RecordHeader.Size, header.OwnerLength).ToArray(), out var parsed)
                ? $"bucket {parsed.Bucket} key {parsed.Key}"
                : "owner unknown";
            Print(output, $"  {header.Offset,10} put {header.Id}  profile {header.Profile}  group {header.Group}@{header.GroupEpoch}  bytes {header.PayloadLength}  {owner}  {(isWhole ? "ok" : "PAYLOAD DAMAGED")}");
        }

        private void PrintDelete(in RecordHeader header, ReadOnlySpan<byte> meta)
        {
            for (var at = RecordHeader.Size; at < meta.Length; at += DeleteEntry.Size)
            {
                var entry = DeleteEntry.Read(meta[at..]);
                Print(output, $"  {header.Offset,10} delete {entry.Id}  in extent {entry.Extent:x8}");
            }
        }
    }
}
