using System.Globalization;
using System.Text.RegularExpressions;
using Mlx4.Tests.Generators.Interpreter;

namespace Mlx4.Tests.Testing;

/// <summary>Generated code with one mistake in it, which a run without or with a fault comes by.</summary>
/// <param name="Name">The mistake.</param>
/// <param name="Text">The code.</param>
internal sealed partial record Breakage(string Name, string Text)
{
    /// <summary>All mistakes that can be made in the code of a type's first pipeline.</summary>
    public static IEnumerable<Breakage> Of(Host host, string text)
    {
        Pipeline pipeline = host.Pipelines[0];
        string load = Regex.Escape(pipeline.Name.Load);
        Match body = Regex.Match(text, $@"\.Guard\.EnterLoad\(""[^""]*\.{load}(Async)?""\);\n(?:.*\n)*?    \}}\n");
        return Cleanups(pipeline, text, load).Concat(Body(pipeline, text, body));
    }

    private static IEnumerable<Breakage> Cleanups(Pipeline pipeline, string text, string load)
    {
        string tell = $@"TryTell{load}\(ref thrown, global::Mlx4\.Runtime\.StageEventKind\.";
        List<Match> plain = [];
        foreach (Match block in Regex.Matches(text, $@"(?<head>( *)stage = (?<stage>\d+);\n\1item = (?<item>.*);\n)(?<body>\1{tell}CleaningUp, stage, item\);\n(?<call>(?:.*\n)*?)\1{tell}CleanedUp, stage, item\);\n)"))
        {
            Stage stage = pipeline.Stages[int.Parse(block.Groups["stage"].Value, CultureInfo.InvariantCulture)];
            if (!Runs(stage) || (stage.IsTransient && !pipeline.Stages.Any(later => later.Number > stage.Number && Runs(later))))
            {
                continue; // What ends with the load is in the ladder for those that fail after it.
            }
            Group body = block.Groups["body"];
            Group call = block.Groups["call"];
            yield return new Breakage("a cleanup is left out", Replace(text, body, ""));
            yield return new Breakage("a cleanup runs twice", Replace(text, body, body.Value + body.Value));
            if (stage.Nested is null)
            {
                yield return new Breakage("a cleanup is told of and not called", Replace(text, call, ""));
                yield return new Breakage("a cleanup is called twice and told of once", Replace(text, call, call.Value + call.Value));
            }
            if (block.Groups["item"].Value == "-1" && !stage.IsTransient && stage.Cleanup is { At: null } && stage.When is null)
            {
                plain.Add(block);
            }
        }
        if (plain.Count > 1)
        {
            string swapped = Replace(Replace(text, plain[1], plain[0].Value), plain[0], plain[1].Value);
            yield return new Breakage("two cleanups are swapped", swapped);
        }
    }

    private static IEnumerable<Breakage> Body(Pipeline pipeline, string text, Match body)
    {
        yield return In("a second load is not refused", @"(?<=^)\.Guard\.EnterLoad\([^;]*\);", ".Guard.LeaveUnloaded();");
        if (!pipeline.Stages.Any(Runs))
        {
            yield break; // Nothing can fail.
        }
        yield return In("another exception leaves", @"\bthrow;", "throw new global::System.FormatException(\"another\", exception);");
        yield return In("a failed load leaves the object loading", @"(?<=exception\)[^}]*)\w+\.Guard\.LeaveUnloaded\(\);", "");
        if (pipeline.Error is not null && pipeline.Stages.Any(stage => Runs(stage) && !stage.Optional))
        {
            yield return In("a failure is returned as a success", @"return new [^;]*\(error, [^;]*;", "return default;");
            if (pipeline.Stages.Length > 1)
            {
                yield return In("the result names another stage", @"(?<=return new [^;]*\(error, \w+Stages\[)[^\]]*(?=\])", $"(stage + 1) % {pipeline.Stages.Length}");
            }
        }
        foreach ((int index, Stage stage) in pipeline.Stages.Index().Where(each => Runs(each.Item)))
        {
            Match part = Regex.Match(body.Value, $@"^ +// {stage.Number * 10} (?:.*\n)*?(?=\n|        \}}\n)", RegexOptions.Multiline);
            if (stage is { Optional: false, Restart: null } && part.Value.Contains("if (error != 0) goto failed;", StringComparison.Ordinal))
            {
                yield return Within("a failed stage is passed over", part, "if \\(error != 0\\) goto failed;", "");
            }
            if (stage is { ForEach: not null, Cleanup: not null } && part.Value.Contains("Count = i + 1;", StringComparison.Ordinal))
            {
                yield return Within("the last item of a loop is not counted", part, @"Count = i \+ 1;", "Count = i;");
            }
            if (pipeline.IsAsync && stage.ForEach is null && part.Value.Contains(".ThrowIfCancellationRequested();", StringComparison.Ordinal))
            {
                yield return Within("the token is not looked at", part, @"\w+\.ThrowIfCancellationRequested\(\);", "");
            }
            if (stage is { When: not null, Cleanup: not null, ForEach: null } && (stage.IsTransient || (stage.Cleanup.At is not null && index > 1)) && text.Contains($"S{stage.Number}Ran = false;", StringComparison.Ordinal))
            {
                yield return new Breakage("what was undone is not forgotten", Regex.Replace(text, $@"\w+\.S{stage.Number}Ran = false;", ""));
            }
        }

        Breakage In(string name, string pattern, string replacement) => Within(name, body, pattern, replacement, 0);

        Breakage Within(string name, Match part, string pattern, string replacement, int at = -1)
        {
            int start = at < 0 ? body.Index + part.Index : part.Index;
            string changed = new Regex(pattern, RegexOptions.Multiline).Replace(part.Value, replacement);
            return new Breakage(name, text[..start] + changed + text[(start + part.Length)..]);
        }
    }

    private static string Replace(string text, Group group, string replacement) => text[..group.Index] + replacement + text[(group.Index + group.Length)..];

    /// <summary>Whether a stage runs in a load without a fault.</summary>
    private static bool Runs(Stage stage) => stage.When is null or { Kind: ConditionKind.Parameter } or { Holds: true } && stage.ForEach is null or { Items: > 0 };
}
