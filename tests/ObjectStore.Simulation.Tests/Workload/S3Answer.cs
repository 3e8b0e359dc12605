using System.Text;

namespace ObjectStore.Simulation.Tests.Workload;

/// <summary>What came back of a request.</summary>
/// <param name="Status">HTTP status; 0 when the connection was cut before there was one.</param>
/// <param name="IsWhole">Whether all bytes that were announced have come.</param>
/// <param name="ETag">Entity tag without quotes, if there was one.</param>
/// <param name="ContentRange">The header of that name.</param>
/// <param name="Body">The bytes.</param>
internal sealed record S3Answer(int Status, bool IsWhole, string? ETag, string? ContentRange, byte[] Body)
{
    public bool IsSuccess => Status is >= 200 and < 300 && IsWhole;

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);
}
