namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4022: a method around the load takes and releases something by hand.</summary>
public class MLX4022Tests
{
    /// <summary>A type with a pipeline, and a method of the given body that calls the load.</summary>
    private static string[] Pipeline(string method) => Parts.Nic($$"""
        private readonly Card _card = new();
        private Ring? _ring;
        private int _irq;
        [InitStage(10, Cleanup = nameof(CloseHca))]
        private Errno InitHca() => _card.Post(1);
        private void CloseHca() => _card.Post(2);
        {{method}}
        """);

    private static Task Reports(string text, string method) => Build.Reports("MLX4022", text, Pipeline(method));

    private static Task IsSilent(string method) => Build.IsSilent("MLX4022", Pipeline(method));

    private static string Takes(string member, string load = "LoadOne", string method = "Open") =>
        $"'{method}' calls '{load}', and takes '{member}' itself, which it releases where something fails: make that a stage with a cleanup";

    [Theory]
    [InlineData("public Errno Open() { [|_ring = Ring.Create(2)|]; InitResult<Errno> result = LoadOne(); if (result.Failed) { _ring.Dispose(); return result.Error; } return Errno.Ok; }")]
    [InlineData("public Errno Open() { [|_ring = new Ring()|]; Errno error = LoadOne().Error; if (error != Errno.Ok) { _ring.Dispose(); _ring = null; } return error; }")]
    [InlineData("public bool Open() { [|_ring = Ring.Create(2)|]; if (LoadOne().Failed) { _ring.Dispose(); return false; } return true; }")]
    [InlineData("public void Open() { [|_ring = Ring.Create(2)|]; if (LoadOne() is { Failed: true } result) { Drop(); throw new InvalidOperationException(result.Stage); } } private void Drop() => _ring?.Dispose();")]
    [InlineData("public void Open() { [|_ring = Ring.Create(2)|]; try { LoadOne().ThrowIfFailed(); } catch { _ring.Dispose(); throw; } }")]
    [InlineData("public Errno Open() { if (!Ring.TryCreate(2, [|out _ring|])) { return Errno.ENOMEM; } if (LoadOne().Failed) { _ring.Dispose(); return Errno.EIO; } return Errno.Ok; }")]
    public Task What_is_taken_before_the_load(string method) => Reports(Takes("_ring"), method);

    [Fact]
    public Task What_is_given_back_by_its_counterpart() => Reports(
        Takes("_irq"), "public Errno Open() { [|_irq = _card.AllocIrq()|]; if (LoadOne().Failed) { _card.FreeIrq(_irq); return Errno.EIO; } return Errno.Ok; }");

    [Fact]
    public Task What_is_taken_after_the_load() => Reports(Takes("_ring"), """
        public Errno Open()
        {
            if (LoadOne() is { Failed: true } result) { return result.Error; }
            [|_ring = Ring.Create(2)|];
            if (_ring.Start() is var error and not Errno.Ok) { _ring.Dispose(); UnloadOne(); return error; }
            return Errno.Ok;
        }
        """);

    [Fact]
    public Task The_load_is_called_by_a_helper() => Reports(Takes("_ring"), """
        public Errno Open() { [|_ring = Ring.Create(2)|]; Errno error = Bring(); if (error != Errno.Ok) { _ring.Dispose(); } return error; }
        private Errno Bring() => LoadOne().Error;
        """);

    [Theory]
    [InlineData("public Errno Open() => LoadOne().Error;")]
    [InlineData("public Errno Open() { _ring = Ring.Create(2); return LoadOne().Error; } public void Close() { UnloadOne(); _ring?.Dispose(); }")]
    [InlineData("public Errno Open() { _ring = Ring.Create(2); Errno error = LoadOne().Error; _ring.Dispose(); return error; }")]
    [InlineData("public Errno Open() { using Ring ring = Ring.Create(2); return LoadOne().Error; }")]
    [InlineData("public Errno Open() { Ring ring = Ring.Create(2); if (LoadOne().Failed) { ring.Dispose(); return Errno.EIO; } return ring.Start(); }")]
    [InlineData("public Errno Open() { if (LoadOne().Failed) { _ring?.Dispose(); return Errno.EIO; } return Errno.Ok; }")]
    [InlineData("public Errno Open() { _ring = Ring.Create(2); try { return LoadOne().Error; } finally { _ring.Dispose(); } }")]
    [InlineData("public Errno Prepare() { _ring = Ring.Create(2); if (_card.Post(3) is var error and not Errno.Ok) { _ring.Dispose(); return error; } return Errno.Ok; }")]
    [InlineData("public Errno Open(Nic other) { _ring = Ring.Create(2); if (other.LoadOne().Failed) { _ring.Dispose(); return Errno.EIO; } return Errno.Ok; }")]
    [InlineData("public Errno Open(Ring ring) { _ring = ring; if (LoadOne().Failed) { _ring.Dispose(); return Errno.EIO; } return Errno.Ok; }")]
    [InlineData("public Errno Reopen() { _ring = Ring.Create(2); UnloadOne(); return LoadOne().Error; }")]
    public Task Nothing_is_brought_up_by_hand(string method) => IsSilent(method);

    [Fact]
    public Task An_asynchronous_load() => Build.Reports("MLX4022", Takes("_ring", "LoadOneAsync", "OpenAsync"), Parts.Nic("""
        private AsyncRing? _ring;
        [InitStage(10, NoCleanup = "reads only")] private Task<Errno> QueryFw() => Task.FromResult(Errno.Ok);
        public async Task<bool> OpenAsync()
        {
            [|_ring = new AsyncRing()|];
            if ((await LoadOneAsync().ConfigureAwait(false)).Failed)
            {
                await _ring.DisposeAsync();
                return false;
            }
            return true;
        }
        """));

    [Fact]
    public Task A_stage_of_another_pipeline_is_in_a_pipeline() => Build.IsSilent("MLX4022", Parts.Nic("""
        private Ring? _ring;
        [InitStage(10, NoCleanup = "reads only")] private Errno QueryFw() => Errno.Ok;
        [InitStage(10, Cleanup = nameof(Down), Pipeline = "LoadAll")] private InitResult<Errno> Up()
        {
            _ring = Ring.Create(2);
            InitResult<Errno> result = LoadOne();
            if (result.Failed) { _ring.Dispose(); }
            return result;
        }
        private void Down() { UnloadOne(); _ring!.Dispose(); }
        """));

    [Fact]
    public Task A_load_of_another_object_in_it() => Build.IsSilent("MLX4022", Parts.Nic("""
        private readonly Part _part = new();
        private Ring? _ring;
        [InitStage(10, NoCleanup = "reads only")] private Errno QueryFw() => Errno.Ok;
        public Errno Open() { _ring = Ring.Create(2); if (_part.LoadOne().Failed) { _ring.Dispose(); return Errno.EIO; } return Errno.Ok; }
        public sealed partial class Part { [InitStage(10, NoCleanup = "reads only")] private Errno QueryFw() => Errno.Ok; }
        """));
}
