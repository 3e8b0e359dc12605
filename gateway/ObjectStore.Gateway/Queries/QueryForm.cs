using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Queries;

/// <summary>The parameters of a query request, decoded once. Immutable.</summary>
public sealed class QueryForm
{
    /// <summary>Most parameters of a request.</summary>
    public const int CountMax = 512;

    private readonly Dictionary<string, string> _values;

    private QueryForm(Dictionary<string, string> values) => _values = values;

    /// <summary>The value of a parameter, or null when it is absent.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>Reads a form; false for bad escapes, text that is not UTF-8, repeated names and too many parameters.</summary>
    /// <param name="body">The form as <c>application/x-www-form-urlencoded</c>, of a size that the caller has bounded.</param>
    /// <param name="form">The parameters.</param>
    public static bool TryParse(ReadOnlySpan<byte> body, out QueryForm form)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        form = new QueryForm(values);
        var text = Encoding.Latin1.GetString(body).AsSpan();
        foreach (var range in text.Split('&'))
        {
            var pair = text[range];
            if (pair.IsEmpty) continue;
            var equals = pair.IndexOf('=');
            var rawName = equals < 0 ? pair : pair[..equals];
            var rawValue = equals < 0 ? default : pair[(equals + 1)..];
            if (!TryDecode(rawName, out var name) || !TryDecode(rawValue, out var value)) return false;
            if (values.Count == CountMax || !values.TryAdd(name, value)) return false;
        }

        return true;
    }

    /// <summary>A list: values of <c>NAME.member.1</c>, <c>NAME.member.2</c> and so on, up to the first that is absent. AWS also takes a bare <c>NAME</c> for an empty list.</summary>
    public IReadOnlyList<string> ListOf(string name)
    {
        var list = new List<string>();
        while (this[MemberOf(name, list.Count + 1)] is { } value) list.Add(value);
        return list;
    }

    /// <summary>Name of a member of a list.</summary>
    /// <param name="name">The list.</param>
    /// <param name="number">From 1.</param>
    public static string MemberOf(string name, int number) => string.Create(CultureInfo.InvariantCulture, $"{name}.member.{number}");

    private static bool TryDecode(ReadOnlySpan<char> raw, [NotNullWhen(true)] out string? text)
    {
        text = null;
        return !raw.ContainsAnyExceptInRange(' ', '~') && PercentDecoder.TryDecodeQuery(raw, out text);
    }
}
