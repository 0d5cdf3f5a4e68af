using System.Globalization;
using Mlx4.Benchmarks.Measuring;

namespace Mlx4.Benchmarks.Generator;

/// <summary>Writes a type with annotated members for each generator, as alike as their purposes allow.</summary>
internal static class MemberSource
{
    /// <summary>Stages that can fail, each with its cleanup.</summary>
    public static string Stages(int type, int members, Edit edit) => Type(
        $"using Mlx4.Runtime;\npublic sealed partial class Host{type}",
        members,
        edit,
        (member, edited) => $$"""
            private int _field{{member}};

            [InitStage({{((member + 1) * 10) + (edited == Edit.Member ? 1 : 0)}}, Cleanup = nameof(Cleanup{{member}}))]
            private Errno Init{{member}}(int argument{{member % ParameterNames}}) {
            _field{{member}} = argument{{member % ParameterNames}} + {{(edited == Edit.Body ? 2 : 1)}};
            return _field{{member}} == 0 ? Errno.EIO : Errno.Ok;
            }

            private void Cleanup{{member}}() => _field{{member}} = 0;
            """);

    public static string LoggerMessages(int type, int members, Edit edit) => Type(
        $"using Microsoft.Extensions.Logging;\npublic static partial class Log{type}",
        members,
        edit,
        (member, edited) => $"""
            [LoggerMessage(EventId = {member}, Level = LogLevel.Information, Message = "Event {member}{(edited == Edit.Member ? " now" : "")}: {Brace("value")}")]
            public static partial void Event{member}(ILogger logger, int value);
            """);

    public static string LibraryImports(int type, int members, Edit edit) => Type(
        $"using System.Runtime.InteropServices;\npublic static partial class Native{type}",
        members,
        edit,
        (member, edited) => $"""
            [LibraryImport("native", EntryPoint = "f{member}{(edited == Edit.Member ? "x" : "")}", StringMarshalling = StringMarshalling.Utf8)]
            public static partial int Call{member}(string text, int value);
            """);

    public static string Regexes(int type, int members, Edit edit) => Type(
        $"using System.Text.RegularExpressions;\npublic static partial class Patterns{type}",
        members,
        edit,
        (member, edited) => $"""
            [GeneratedRegex("a{member}[b-d]+|x{(edited == Edit.Member ? "y" : "")}")]
            public static partial Regex Pattern{member}();
            """);

    /// <summary>This one's attribute is on a type; its members are the properties of that type.</summary>
    public static string JsonProperties(int type, int members, Edit edit) => Type(
        $"using System.Text.Json.Serialization;\n[JsonSerializable(typeof(Data{type}))]\npublic sealed partial class Context{type} : JsonSerializerContext {{ }}\npublic sealed class Data{type}",
        members,
        edit,
        (member, edited) => $"public {(edited == Edit.Member ? "long" : "int")} Value{member} {{ get; set; }}");

    /// <summary>Stages share parameters, as they do in drivers: a load with thousands of parameters is nobody's.</summary>
    private const int ParameterNames = 4;

    private static string Brace(string name) => "{" + name + "}";

    /// <summary>The edit is of the member in the middle.</summary>
    private static string Type(string head, int members, Edit edit, Func<int, Edit, string> member)
    {
        Code code = new();
        code.Line(head + " {");
        code.Line(string.Create(CultureInfo.InvariantCulture, $"public static int Other() => {(edit == Edit.Body ? 2 : 1)};"));
        for (int i = 0; i < members; i++)
        {
            code.Line(member(i, i == members / 2 ? edit : Edit.Nothing));
        }
        return code.Line("}").ToString();
    }
}
