using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ObjectStore.Gateway.AccessLogs;

/// <summary>Settings of access logs; docs/access-logs.md.</summary>
public sealed class AccessLogOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "AccessLogs";

    /// <summary>How long a record waits at most before it is delivered.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Period { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bytes of records of a bucket that are delivered before that.</summary>
    [Range(1 << 10, 64 << 20)]
    public int ObjectBytesMax { get; init; } = 4 << 20;

    /// <summary>Bytes of records of all buckets that may wait; what comes beyond is lost.</summary>
    [Range(1L << 10, 4L << 30)]
    public long MemoryBytesMax { get; init; } = 32 << 20;
}

/// <summary>Checks the annotations of <see cref="AccessLogOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class AccessLogOptionsValidator : IValidateOptions<AccessLogOptions>;
