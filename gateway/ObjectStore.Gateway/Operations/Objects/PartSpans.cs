using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Arithmetic on the part spans of a completed multipart upload.</summary>
internal static class PartSpans
{
    /// <summary>How many parts an object has; 1 when it was written whole.</summary>
    public static int CountOf(ObjectRecord record)
    {
        if (record.Upload is null) return 1;
        var count = 0;
        foreach (var span in record.Parts) count += span.PartCount;
        return count;
    }

    /// <summary>The number that the part at a place had in its upload; false when the object has fewer parts.</summary>
    /// <param name="record">The object.</param>
    /// <param name="place">From 1 to how many parts there are, in their order, whichever numbers were left out.</param>
    /// <param name="partNumber">1 for an object that was written whole.</param>
    public static bool TryNumber(ObjectRecord record, int place, out int partNumber)
    {
        partNumber = place;
        if (record.Upload is null) return place == 1;
        var left = place - 1;
        foreach (var span in record.Parts)
        {
            partNumber = span.FirstPartNumber + left;
            if (left < span.PartCount) return true;
            left -= span.PartCount;
        }

        return false;
    }

    /// <summary>Where a part lies; false when the object has no part of this number.</summary>
    public static bool TryLocate(ObjectRecord record, int partNumber, out long position, out long length)
    {
        position = 0;
        length = record.Size;
        if (record.Upload is null) return partNumber == 1;
        foreach (var span in record.Parts)
        {
            length = span.PartBytes;
            var before = partNumber - span.FirstPartNumber;
            if (before >= 0 && before < span.PartCount)
            {
                position += before * span.PartBytes;
                return true;
            }

            position += span.PartCount * span.PartBytes;
        }

        return false;
    }

    /// <summary>Number and beginning of the first part that ends after <paramref name="position"/>, which is inside the object.</summary>
    public static (int PartNumber, long Position) FirstAt(ObjectRecord record, long position)
    {
        var start = 0L;
        foreach (var span in record.Parts)
        {
            var end = start + span.PartCount * span.PartBytes;
            if (position < end)
            {
                var skipped = (position - start) / span.PartBytes;
                return (span.FirstPartNumber + (int)skipped, start + skipped * span.PartBytes);
            }

            start = end;
        }

        throw new ArgumentOutOfRangeException(nameof(position));
    }

    /// <summary>Folds parts, ascending by number, into spans.</summary>
    public static IReadOnlyList<PartSpan> Fold(IEnumerable<PartRecord> parts)
    {
        var spans = new List<PartSpan>();
        foreach (var part in parts)
        {
            if (spans.Count > 0 && spans[^1] is var last && last.PartBytes == part.Size && part.PartNumber == last.FirstPartNumber + last.PartCount)
                spans[^1] = last with { PartCount = (ushort)(last.PartCount + 1) };
            else
                spans.Add(new PartSpan((ushort)part.PartNumber, 1, part.Size));
        }

        return spans;
    }
}
