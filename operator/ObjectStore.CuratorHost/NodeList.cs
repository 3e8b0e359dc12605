using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ObjectStore.CuratorHost;

/// <summary>The nodes that the settings name.</summary>
internal sealed partial class NodeList(IOptions<NodeListOptions> options, ILogger<NodeList> logger) : INodeList
{
    /// <summary>More lines than this are a mistake: docs/scaling.md.</summary>
    private const int NodesMax = 10_000;

    private IReadOnlyList<Uri> _addresses = [];

    /// <summary>A file that cannot be read, or has a line that is not right, leaves the last ones in force.</summary>
    public IReadOnlyList<Uri> Read()
    {
        var settings = options.Value;
        try
        {
            var lines = settings.File.Length > 0 ? File.ReadLines(settings.File).Take(NodesMax).Select(static line => line.Trim()).Where(static line => line.Length > 0) : settings.Addresses;
            _addresses = [.. lines.Select(Parse).Distinct()];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            Log.CannotRead(logger, settings.File, exception.Message);
        }

        return _addresses;
    }

    /// <summary>Reads scheme, host and port, and nothing else.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp) && address.PathAndQuery == "/";

    private static Uri Parse(string line) => TryParse(line, out var address) ? address : throw new FormatException($"'{line}' is not an endpoint such as https://10.0.0.11:9100.");

    private static partial class Log
    {
        [LoggerMessage(7120, LogLevel.Error, "The list of nodes in {File} cannot be used, the last one stays in force: {Problem}")]
        public static partial void CannotRead(ILogger logger, string file, string problem);
    }
}
