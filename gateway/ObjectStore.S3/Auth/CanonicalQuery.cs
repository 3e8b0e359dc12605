using System.Buffers;

namespace ObjectStore.S3.Auth;

/// <summary>Writes the canonical query: escaped, sorted by name and then value, duplicates kept, the signature itself left out.</summary>
internal static class CanonicalQuery
{
    /// <summary>The parameter that cannot sign itself.</summary>
    public const string SignatureName = "X-Amz-Signature";

    /// <summary>Most parameters that a query may have: a guess, far above what any operation takes.</summary>
    private const int CountMax = 1024;

    /// <summary>Where one escaped parameter lies in the scratch buffer: name, then value.</summary>
    private readonly record struct Parameter(int Start, int NameLength, int Length);

    public static void Append(ref CanonicalBuffer destination, ReadOnlySpan<char> query)
    {
        if (query.IsEmpty) return;
        var scratch = default(CanonicalBuffer);
        var parameters = ArrayPool<Parameter>.Shared.Rent(16);
        try
        {
            var count = Escape(ref scratch, query, ref parameters);
            Sort(scratch.Written, parameters.AsSpan(0, count));
            Write(ref destination, scratch.Written, parameters.AsSpan(0, count));
        }
        finally
        {
            ArrayPool<Parameter>.Shared.Return(parameters);
            scratch.Dispose();
        }
    }

    private static int Escape(ref CanonicalBuffer scratch, ReadOnlySpan<char> query, ref Parameter[] parameters)
    {
        var count = 0;
        var rest = new QueryParameters(query);
        while (rest.MoveNext())
        {
            if (rest.Name.SequenceEqual(SignatureName)) continue;
            if (count == CountMax) throw AuthErrors.TooLarge();
            if (count == parameters.Length) parameters = Doubled(parameters);
            var start = scratch.Count;
            scratch.AppendEscaped(rest.Name, isPath: false);
            var nameLength = scratch.Count - start;
            scratch.AppendEscaped(rest.Value, isPath: false);
            parameters[count++] = new Parameter(start, nameLength, scratch.Count - start);
        }

        return count;
    }

    private static Parameter[] Doubled(Parameter[] parameters)
    {
        var larger = ArrayPool<Parameter>.Shared.Rent(parameters.Length * 2);
        parameters.CopyTo(larger, 0);
        ArrayPool<Parameter>.Shared.Return(parameters);
        return larger;
    }

    /// <summary>By insertion: clients send parameters that are few and nearly sorted, and the count is bounded.</summary>
    private static void Sort(ReadOnlySpan<byte> text, Span<Parameter> parameters)
    {
        for (var index = 1; index < parameters.Length; index++)
        {
            var moved = parameters[index];
            var place = index;
            for (; place > 0 && Compare(text, moved, parameters[place - 1]) < 0; place--) parameters[place] = parameters[place - 1];
            parameters[place] = moved;
        }
    }

    private static int Compare(ReadOnlySpan<byte> text, Parameter left, Parameter right)
    {
        var byName = Name(text, left).SequenceCompareTo(Name(text, right));
        return byName != 0 ? byName : Value(text, left).SequenceCompareTo(Value(text, right));
    }

    private static void Write(ref CanonicalBuffer destination, ReadOnlySpan<byte> text, ReadOnlySpan<Parameter> parameters)
    {
        for (var index = 0; index < parameters.Length; index++)
        {
            if (index > 0) destination.Append((byte)'&');
            destination.Append(Name(text, parameters[index]));
            destination.Append((byte)'=');
            destination.Append(Value(text, parameters[index]));
        }
    }

    private static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> text, Parameter parameter) => text.Slice(parameter.Start, parameter.NameLength);

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> text, Parameter parameter) =>
        text.Slice(parameter.Start + parameter.NameLength, parameter.Length - parameter.NameLength);
}
