using System.Globalization;
using System.Text;

namespace ObjectStore.Gateway.Tests.Fuzzing;

/// <summary>Choices of a fuzzer, all from one seed; and values that parsers are known to stumble over. For one caller at a time.</summary>
internal sealed class FuzzInput(int seed)
{
    private const int LearnedMax = 64;
    private const int LongText = 3_000;

    private static readonly string[] Numbers =
        ["-1", "0", "1", "2", "5", "1000", "1001", "10000", "10001", "2147483647", "2147483648", "9223372036854775807", "9223372036854775808", "1e3", "0x10", " 1", "+1", "1.5", "١", ""];

    private static readonly string[] Texts =
        ["", " ", "k", "dir/", "a,b", "\"", "*", "null", "true", "STANDARD", "alice", "bob", "bucket", "2030-01-31T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "0001-01-01", "%", "${aws:username}", "../..", "\u2603", "\ud83d\ude00"];

    private readonly Random _random = new(seed);
    private readonly List<string> _learned = [];

    public int Below(int bound) => _random.Next(bound);

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => _random.Next(times) == 0;

    public T Pick<T>(IReadOnlyList<T> among) => among[_random.Next(among.Count)];

    /// <summary>A value for a parameter, a header or an element: of a kind that fits somewhere, seldom of none.</summary>
    public string Value() => _random.Next(8) switch
    {
        0 or 1 => Pick(Numbers),
        2 or 3 when _learned.Count > 0 => Pick(_learned),
        7 when OneIn(10) => new string((char)('!' + _random.Next(90)), LongText),
        6 => Junk(),
        _ => Pick(Texts),
    };

    /// <summary>Remembers something that the server said, so that later requests can name it.</summary>
    public void Learn(string? value)
    {
        if (string.IsNullOrEmpty(value)) return;
        if (_learned.Count < LearnedMax) _learned.Add(value);
        else _learned[_random.Next(LearnedMax)] = value;
    }

    /// <summary>A value as a header takes it: visible ASCII.</summary>
    public string HeaderValue()
    {
        var text = new StringBuilder();
        foreach (var value in Value()) text.Append(value is >= ' ' and <= '~' ? value : '?');
        return text.ToString().Trim();
    }

    /// <summary>A value as a query takes it: escaped, and now and then bytes that are no UTF-8.</summary>
    public string QueryValue() => OneIn(20) ? "%FF%C0%80" : Uri.EscapeDataString(Value());

    private string Junk()
    {
        var text = new StringBuilder();
        for (var i = _random.Next(12); i >= 0; i--) text.Append((char)_random.Next(1, 0x250));
        return text.Append(_random.Next().ToString(CultureInfo.InvariantCulture)).ToString();
    }
}
