using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ObjectStore.Events;

/// <summary>Names of destinations as configurations write them: <c>arn:objectstore:sqs:REGION:ACCOUNT:NAME</c>.</summary>
public static class DestinationArn
{
    /// <summary>Longest name of a destination.</summary>
    public const int NameLengthMax = 80;

    private const int FieldCount = 6;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Whether a destination may have this name: letters, digits, hyphens and underscores, as AWS's queues.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= NameLengthMax && !name.AsSpan().ContainsAnyExcept(NameCharacters);

    /// <summary>Reads the name out of an ARN of the service that belongs to the kind. Region and account are not looked at.</summary>
    public static bool TryParse(string arn, DestinationKind kind, [NotNullWhen(true)] out string? name)
    {
        name = null;
        var fields = arn.Split(':');
        if (fields.Length != FieldCount || fields[0] != "arn" || fields[1] is not ("objectstore" or "aws") || fields[2] != ServiceOf(kind) || !IsName(fields[^1])) return false;
        name = fields[^1];
        return true;
    }

    private static string ServiceOf(DestinationKind kind) => kind == DestinationKind.Queue ? "sqs" : "sns";
}
