using System.Globalization;
using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Conditions of deletions beside the entity tag: when the object was made, in seconds, and how large it is.</summary>
/// <remarks>Source: Amazon S3 API reference, DeleteObject and DeleteObjects, which have them for directory buckets; here every bucket has them.</remarks>
internal static class DeleteConditions
{
    private const string LastModifiedHeader = "x-amz-if-match-last-modified-time";
    private const string SizeHeader = "x-amz-if-match-size";

    /// <summary>Reads the headers of a DELETE. A condition that cannot be read is an error: ignored, it would delete more than was asked for.</summary>
    public static S3Error? TryParse(IHeaderDictionary headers, out DateTimeOffset? lastModified, out long? size)
    {
        var timeText = headers.TryGetValue(LastModifiedHeader, out var times) ? times.ToString() : null;
        var sizeText = headers.TryGetValue(SizeHeader, out var sizes) ? sizes.ToString() : null;
        return TryParse(timeText, sizeText, out lastModified, out size);
    }

    /// <summary>Reads their texts, null where there is none.</summary>
    public static S3Error? TryParse(string? timeText, string? sizeText, out DateTimeOffset? lastModified, out long? size)
    {
        (lastModified, size) = (null, null);
        if (timeText is not null)
        {
            if (!HttpDate.TryParse(timeText, out var time)) return InvalidArgumentError.Of("The time of last modification is not a date.", LastModifiedHeader, timeText);
            lastModified = time;
        }

        if (sizeText is null) return null;
        if (!long.TryParse(sizeText, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)) return InvalidArgumentError.Of("The size is not a number of bytes.", SizeHeader, sizeText);
        size = bytes;
        return null;
    }
}
