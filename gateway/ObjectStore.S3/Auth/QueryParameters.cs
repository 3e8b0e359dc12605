namespace ObjectStore.S3.Auth;

/// <summary>Enumerates the parameters of a raw query, nothing decoded; empty ones (<c>a&amp;&amp;b</c>) are left out.</summary>
internal ref struct QueryParameters(ReadOnlySpan<char> query)
{
    private ReadOnlySpan<char> _rest = query;

    /// <summary>What stands before the first equals sign.</summary>
    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>What follows the first equals sign; empty when there is none.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    /// <summary>The value without escapes; a plus is a space.</summary>
    public readonly string DecodedValue => Uri.UnescapeDataString(Value.ToString().Replace('+', ' '));

    /// <summary>Goes on to the next parameter; false at the end.</summary>
    public bool MoveNext()
    {
        while (!_rest.IsEmpty)
        {
            var end = _rest.IndexOf('&');
            var parameter = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? default : _rest[(end + 1)..];
            if (parameter.IsEmpty) continue;
            var equals = parameter.IndexOf('=');
            Name = equals < 0 ? parameter : parameter[..equals];
            Value = equals < 0 ? default : parameter[(equals + 1)..];
            return true;
        }

        return false;
    }
}
