using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>A stage may be a field or property whose type has a pipeline of its own: its load is the stage, its unload the cleanup.</summary>
public class MemberStageTests
{
    private const string Parts = """
        public sealed partial class Part
        {
            private readonly Probe _probe;
            private readonly string _name;

            public Part(Probe probe, string name)
            {
                _probe = probe;
                _name = name;
            }

            [InitStage(10, Cleanup = nameof(Free))]
            private Errno Alloc(int size) => _probe.Step($"{_name}.Alloc({size})");
            private void Free(string reason) => _probe.Step($"-{_name}.Alloc({reason})");

            [InitStage(20, Cleanup = nameof(Disarm))]
            private Errno Arm() => _probe.Step($"{_name}.Arm");
            private void Disarm() => _probe.Step($"-{_name}.Arm");
        }
        """;

    private static readonly Func<Device> Single = Device.Factory(Source.Nic("""
        public bool Wanted = true;

        [InitStage(10, Cleanup = nameof(Close))]
        private Errno Open() => Probe.Step("Open");
        private void Close() => Probe.Step("-Open");

        [InitStage(20, When = nameof(Wanted))]
        private Part Queue => _queue ??= new Part(Probe, "queue");
        private Part? _queue;

        [InitStage(30, NoCleanup = "test")]
        private Errno Check() => Probe.Step("Check");
        """), Source.File(Parts));

    [Theory]
    [InlineData("", "ok", "Open queue.Alloc(8) queue.Arm Check")]
    [InlineData("Open=EIO", "Open: EIO", "Open")]
    [InlineData("queue.Alloc(8)=EIO", "Queue/Alloc: EIO", "Open queue.Alloc(8) -Open")]
    [InlineData("queue.Arm=EIO", "Queue/Arm: EIO", "Open queue.Alloc(8) queue.Arm -queue.Alloc(bye) -Open")]
    [InlineData("Check=EIO", "Check: EIO", "Open queue.Alloc(8) queue.Arm Check -queue.Arm -queue.Alloc(bye) -Open")]
    public void The_load_of_the_member_is_the_stage_and_its_unload_the_cleanup(string plan, string result, string log)
    {
        Device nic = Single().Plan(plan);

        Assert.Equal(result, nic.Load(8, "bye"));
        Assert.Equal(log, nic.Log);
    }

    [Fact]
    public void Its_parameters_are_passed_by_name_on_the_way_up_and_down()
    {
        Device nic = Single();
        nic.Load(4, "never");
        nic.TakeLog();

        nic.Unload("done");

        Assert.Equal("-queue.Arm -queue.Alloc(done) -Open", nic.Log);
    }

    [Fact]
    public void A_member_that_was_skipped_is_not_unloaded()
    {
        Device nic = Single().Set("Wanted", false);

        nic.Load(4, "x");
        nic.Set("Wanted", true).Unload("x");

        Assert.Equal("Open Check -Open", nic.Log);
    }

    [Fact]
    public void The_table_names_the_member_and_its_unload()
    {
        string text = GeneratorRun.Of(Source.File("""
            public partial class Part { [InitStage(10, NoCleanup = "test")] private void A() { } }
            public partial class Nic { [InitStage(20, Name = "queue")] private readonly Part _queue = new Part(); }
            """)).Sources.Single(source => source.HintName == "Nic.LoadOne.g.cs").SourceText.ToString();

        Assert.Contains("""StageInfo("LoadOne", 20, "_queue", name: "queue", cleanup: "UnloadOne"),""", text, StringComparison.Ordinal);
        Assert.Contains("""<item><term>20 queue (<see cref="_queue"/>)</term><description>Undone by its UnloadOne</description></item>""", text, StringComparison.Ordinal);
        Assert.Contains("// 20 queue (_queue). Undone by its UnloadOne.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "ok", "p0.Alloc(1) p0.Arm p1.Alloc(1) p1.Arm")]
    [InlineData("p1.Arm=EBUSY", "Parts/Arm: EBUSY", "p0.Alloc(1) p0.Arm p1.Alloc(1) p1.Arm -p1.Alloc(y) -p0.Arm -p0.Alloc(y)")]
    [InlineData("p0.Alloc(1)=EBUSY", "Parts/Alloc: EBUSY", "p0.Alloc(1)")]
    public void A_collection_is_loaded_item_by_item(string plan, string result, string log)
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10)]
            private IReadOnlyList<Part> Parts => _parts ??= new[] { new Part(Probe, "p0"), new Part(Probe, "p1") };
            private IReadOnlyList<Part>? _parts;
            """), Source.File(Parts)).Plan(plan);

        Assert.Equal(result, nic.Load(1, "y"));
        Assert.Equal(log, nic.Log);
    }

    [Theory]
    [InlineData("private readonly Slot[] _slots = { new Slot(), new Slot() };", "_slots")]
    [InlineData("private Slot[] Slots { get; } = { new Slot(), new Slot() };", "Slots")]
    public void An_array_of_structures_is_loaded_in_place(string member, string name)
    {
        Device nic = Device.Of(Source.Nic($$"""
            [InitStage(10, NoCleanup = "test")]
            private void Begin()
            {
                for (int i = 0; i < {{name}}.Length; i++) {{name}}[i].Probe = Probe;
            }
            [InitStage(20)] {{member}}
            """), Source.File("""
            public partial struct Slot
            {
                public Probe Probe;
                private int _size;
                [InitStage(10, Cleanup = nameof(Free))] private void Alloc(int size) { _size = size; Probe.Step($"{size}"); }
                private void Free() => Probe.Step($"-{_size}");
            }
            """));

        nic.Load(4);
        nic.Unload();

        Assert.Equal("4 4 -4 -4", nic.Log);
    }

    [Fact]
    public void Members_of_members_give_longer_paths()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10)]
            private Board Board => _board ??= new Board(Probe);
            private Board? _board;
            """), Source.File(Parts + """
            public sealed partial class Board
            {
                public Board(Probe probe) => Queue = new Part(probe, "q");

                [InitStage(10)]
                private Part Queue { get; }
            }
            """)).Plan("q.Arm=ENODEV");

        Assert.Equal("Board/Queue/Arm: ENODEV", nic.Load(2, "z"));
    }

    [Fact]
    public void A_restart_unloads_and_loads_it_again()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10)]
            private Part Queue => _queue ??= new Part(Probe, "q");
            private Part? _queue;

            [InitStage(20, NoCleanup = "test", RestartOn = Errno.EAGAIN, RestartFrom = nameof(Queue))]
            private Errno Check() => Probe.Step("Check");
            """), Source.File(Parts)).Plan("Check=EAGAIN");

        Assert.Equal("ok", nic.Load(2, "again"));
        Assert.Equal("q.Alloc(2) q.Arm Check -q.Arm -q.Alloc(again) q.Alloc(2) q.Arm Check", nic.Log);
    }

    [Fact]
    public void A_transient_member_is_unloaded_when_the_load_ends()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, Transient = true)]
            private Part Scratch => _scratch ??= new Part(Probe, "s");
            private Part? _scratch;

            [InitStage(20, Cleanup = nameof(Stop))]
            private void Start() => Probe.Step("Start");
            private void Stop() => Probe.Step("-Start");
            """), Source.File(Parts));

        nic.Load(2, "end");
        nic.Unload();

        Assert.Equal("s.Alloc(2) s.Arm Start -s.Arm -s.Alloc(end) -Start", nic.Log);
    }

    [Fact]
    public void A_pipeline_that_the_type_of_the_member_inherits_is_nested()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10)]
            private Queue Queue => _queue ??= new Queue(Probe);
            private Queue? _queue;
            """), Source.File(Parts.Replace("sealed ", "", StringComparison.Ordinal) + """
            public class Queue : Part
            {
                public Queue(Probe probe) : base(probe, "q") { }
            }
            """)).Plan("q.Arm=EIO");

        Assert.Equal("Queue/Arm: EIO", nic.Load(2, "z"));
        Assert.Equal("q.Alloc(2) q.Arm -q.Alloc(z)", nic.Log);
    }

    [Fact]
    public void A_pipeline_of_another_assembly_is_nested_like_one_of_this()
    {
        CSharpCompilation library = Compilations.Create([Source.File("""
            public partial class Part
            {
                [InitStage(10, Cleanup = nameof(Free))]
                private Errno Alloc(int size) => size > 4 ? Errno.ENOMEM : Errno.Ok;
                private void Free(string reason) { }
            }
            """)]).WithAssemblyName("Library");
        using MemoryStream image = new();
        Assert.True(GeneratorRun.Of(library).Output.Emit(image).Success);
        MetadataReference reference = MetadataReference.CreateFromImage(image.ToArray());

        GeneratorRun run = GeneratorRun.Of(Compilations.Create(
            [Source.File("public partial class Nic { [InitStage(10)] private readonly Part _part = new Part(); }")],
            references: [.. Compilations.References, reference])).AssertCompilesWithoutWarning();

        Assert.Contains("nested = _part.LoadOne(size, reason);", run.Text, StringComparison.Ordinal);
        Assert.Contains("_part.UnloadOne(reason);", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_asynchronous_member_makes_the_pipeline_asynchronous_and_gets_its_token()
    {
        GeneratorRun run = GeneratorRun.Of(Source.File("""
            using System.Threading;
            using System.Threading.Tasks;

            public partial class Part
            {
                [InitStage(10, Cleanup = nameof(Close))]
                private async Task<Errno> Open(CancellationToken stop) { await Task.Delay(1, stop); return Errno.Ok; }
                private void Close() { }
            }

            public partial class Nic { [InitStage(10)] private readonly Part _part = new Part(); }
            """)).AssertCompilesWithoutWarning();

        string text = run.Sources.Single(source => source.HintName == "Nic.LoadOne.g.cs").SourceText.ToString();
        Assert.Contains("nested = await _part.LoadOneAsync(cancellationToken).ConfigureAwait(false);", text, StringComparison.Ordinal);
        Assert.Contains("await _part.UnloadOneAsync().ConfigureAwait(false);", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_load_that_the_member_declares_itself_is_called_as_declared()
    {
        GeneratorRun run = GeneratorRun.Of(Source.File("""
            public partial class Part
            {
                public partial void LoadOne(string name, int size);
                [InitStage(10, NoCleanup = "test")] private void A(int size) { }
                [InitStage(20, NoCleanup = "test")] private void B(string name) { }
            }

            public partial class Nic { [InitStage(10)] private readonly Part _part = new Part(); }
            """)).AssertCompilesWithoutWarning();

        string text = run.Sources.Single(source => source.HintName == "Nic.LoadOne.g.cs").SourceText.ToString();
        Assert.Contains("_part.LoadOne(name, size);", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_load_that_a_generic_member_declares_itself_is_called_as_declared()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10)]
            private Part<string> Part => _part ??= new Part<string>(Probe);
            private Part<string>? _part;
            """), Source.File("""
            public partial class Part<T>
            {
                private readonly Probe _probe;
                public Part(Probe probe) => _probe = probe;
                public partial void LoadOne(T name, int size);
                public partial void UnloadOne(int size, T name);
                [InitStage(10, Cleanup = nameof(StopA))] private void A(int size) => _probe.Step($"A({size})");
                private void StopA(T name, int size) => _probe.Step($"-A({name},{size})");
            }
            """));

        nic.Load("n", 1);
        nic.Unload(2, "m");

        Assert.Equal("A(1) -A(m,2)", nic.Log);
    }

    [Fact]
    public void A_pipeline_of_the_same_name_is_taken_where_there_are_several()
    {
        GeneratorRun run = GeneratorRun.Of(Source.File("""
            public partial class Part
            {
                [InitStage(10, NoCleanup = "test")] private void A() { }
                [InitStage(10, NoCleanup = "test", Pipeline = "LoadFast")] private void B() { }
            }

            public partial class Nic
            {
                [InitStage(10)]
                [InitStage(10, Pipeline = "LoadFast")]
                private readonly Part _part = new Part();
            }
            """)).AssertCompilesWithoutWarning();

        Assert.Contains("_part.LoadFast();", run.Sources.Single(source => source.HintName == "Nic.LoadFast.g.cs").SourceText.ToString(), StringComparison.Ordinal);
        Assert.Contains("_part.LoadOne();", run.Sources.Single(source => source.HintName == "Nic.LoadOne.g.cs").SourceText.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_only_pipeline_is_taken_whatever_its_name()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10)]
            private Port Port => _port ??= new Port(Probe);
            private Port? _port;
            """), Source.File("""
            public sealed partial class Port
            {
                private readonly Probe _probe;
                public Port(Probe probe) => _probe = probe;
                [InitStage(10, Cleanup = nameof(Stop), Pipeline = "LoadPort")] private void Start() => _probe.Step("Start");
                private void Stop() => _probe.Step("Stop");
            }
            """));

        nic.Load();
        nic.Unload();
        Assert.Equal("Start Stop", nic.Log);
    }

    [Fact]
    public void A_collection_that_has_a_pipeline_is_loaded_itself()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10)]
            private Ports Ports => _ports ??= new Ports(Probe);
            private Ports? _ports;
            """), Source.File(Parts + """
            public sealed partial class Ports : List<Part>
            {
                private readonly Probe _probe;
                public Ports(Probe probe) { _probe = probe; Add(new Part(probe, "p")); }
                [InitStage(10, NoCleanup = "test")] private void Start() => _probe.Step("Start");
            }
            """));

        nic.Load();
        Assert.Equal("Start", nic.Log);
    }

    [Fact]
    public void Structures_in_an_array_are_loaded_in_their_place()
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10)] private Port[] _ports = new Port[2];
            public string Numbers => $"{_ports[0].Number} {_ports[1].Number}";
            """), Source.File("""
            public partial struct Port
            {
                public int Number;
                [InitStage(10, Cleanup = nameof(Stop))] private void Start(int number) => Number = number;
                private void Stop() => Number = -1;
            }
            """));

        nic.Load(7);
        Assert.Equal("7 7", nic.Get("Numbers"));
        nic.Unload();
        Assert.Equal("-1 -1", nic.Get("Numbers"));
    }

    [Fact]
    public void An_edit_of_a_nested_stages_body_changes_nothing_and_a_new_parameter_changes_both()
    {
        const string Nic = "public partial class Nic { [InitStage(10)] private readonly Part _part = new Part(); }";
        string Part(string parameters, string body) => Source.File($"public partial class Part {{ [InitStage(10, NoCleanup = \"test\")] private void A({parameters}) {{ {body} }} }}");

        string before = Text(Part("int size", ""));
        Assert.Equal(before, Text(Part("int size", "size++;")));
        Assert.NotEqual(before, Text(Part("int size, int more", "")));

        static string Text(string part) => string.Concat(GeneratorRun.Of(part, Source.File(Nic)).Sources.Select(source => source.SourceText.ToString()));
    }
}
