using System.Diagnostics.CodeAnalysis;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Routing;

/// <summary>The query of a request, decoded once. Every name occurs at most once.</summary>
public readonly struct QueryParameters
{
    /// <summary>Most parameters that a request may have; more than any S3 request uses, presigned ones included.</summary>
    public const int CountMax = 64;

    private readonly KeyValuePair<string, string>[]? _parameters;

    private QueryParameters(KeyValuePair<string, string>[] parameters) => _parameters = parameters;

    /// <summary>Names and values in the order of the request; a name without <c>=</c> has an empty value.</summary>
    public ReadOnlySpan<KeyValuePair<string, string>> All => _parameters;

    /// <summary>The value of a parameter, or null when it is absent.</summary>
    public string? this[string name] => TryGet(name, out var value) ? value : null;

    /// <summary>Whether the parameter is there, with or without a value.</summary>
    public bool Has(string name) => TryGet(name, out _);

    /// <summary>Finds a parameter by its exact name.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out string? value)
    {
        foreach (ref readonly var parameter in All)
        {
            if (parameter.Key != name) continue;
            value = parameter.Value;
            return true;
        }

        value = null;
        return false;
    }

    /// <summary>Parses what follows the question mark; gives the error of bad escapes, repeated names and too many parameters.</summary>
    public static S3Error? TryParse(ReadOnlySpan<char> query, out QueryParameters parameters)
    {
        parameters = default;
        if (query.IsEmpty) return null;
        var parsed = new List<KeyValuePair<string, string>>(4);
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            if (pair.IsEmpty) continue;
            if (parsed.Count == CountMax) return new S3Error(S3ErrorCode.InvalidArgument, "The request has too many query parameters.");
            var equals = pair.IndexOf('=');
            var rawName = equals < 0 ? pair : pair[..equals];
            var rawValue = equals < 0 ? default : pair[(equals + 1)..];
            if (!PercentDecoder.TryDecodeQuery(rawName, out var name) || !PercentDecoder.TryDecodeQuery(rawValue, out var value))
                return new S3Error(S3ErrorCode.InvalidURI);
            foreach (var other in parsed)
            {
                if (other.Key == name)
                    return InvalidArgumentError.Of("A query parameter occurs more than once.", name, value);
            }

            parsed.Add(new(name, value));
        }

        parameters = new QueryParameters([.. parsed]);
        return null;
    }
}
