namespace Mlx4.Tests.Generators.Diagnostics;

/// <summary>MLX4023: a cleanup uses or gives back what a cleanup that has run before it has released or cleared.</summary>
public class MLX4023Tests
{
    private const string Types = """
        }

        public class Queue : IDisposable
        {
            public int Size { get; set; }
            public bool IsUp { get; set; }
            public Errno Create(int size) => size > 0 ? Errno.Ok : Errno.EINVAL;
            public static Queue Open(int size) => new Queue { Size = size };
            public void Post(int key) => Size += key;
            public void Flush() { }
            public void Stop() { }
            public void Close() { }
            public void Destroy() { }
            public void Dispose() { }
        }

        public class Arena
        {
            public byte[] Rent(int size) => new byte[size];
            public void Return(byte[] block) => Last = block.Length;
            public void Map(byte[] block) => Last = block.Length;
            public void Unmap(byte[] block) => Last = -block.Length;
            public void Free(byte[] block) => Last = -block.Length;
            public int Last { get; set; }
        """;

    /// <summary>A stage whose cleanup is the first body, then one whose cleanup is the second, and other members.</summary>
    private static string Pipeline(string use, string release, string members = "private readonly Queue _queue = new();", string second = "", string arguments = "", string firstStage = "") => Build.Nic($$"""
            {{members}}
            [InitStage(10, Cleanup = nameof(Unregister))]
            private void Register() { {{firstStage}} }
            private void Unregister()
            {
                {{use}}
            }
            [InitStage(20, Cleanup = nameof(DestroyQueue){{arguments}})]
            private void CreateQueue() { {{second}} }
            private void DestroyQueue()
            {
                {{release}}
            }
        {{Types}}
        """);

    private static string Released(string how = "released", string member = "_queue") =>
        $"Cleanup 'Unregister' of stage 'Register' uses '{member}', which cleanup 'DestroyQueue' of stage 'CreateQueue' has {how} before it runs: move one of the two cleanups (CleanupAt), or ask first whether '{member}' is still there";

    private static Task Accepts(string use, string release, string members = "private readonly Queue _queue = new();", string second = "", string arguments = "", string firstStage = "") =>
        Build.IsSilent("MLX4023", Pipeline(use, release, members, second, arguments, firstStage));

    [Theory]
    [InlineData("[|_queue|].Post(1);", "_queue.Destroy();")]
    [InlineData("[|_queue|].Post(1); _queue.Flush();", "_queue.Dispose();")]
    [InlineData("[|_queue|].Dispose();", "_queue.Dispose();")]
    [InlineData("[|_queue|].Close();", "_queue.Destroy();")]
    [InlineData("foreach (int key in _keys) { [|_queue|].Post(key); } _keys.Clear();", "_queue.Close();")]
    [InlineData("if (_keys.Count > 0) { [|_queue|].Post(1); }", "_queue.Close();")]
    [InlineData("Helper();", "try { _queue.Flush(); } finally { _queue.Destroy(); }")]
    [InlineData("[|Live|].Post(1);", "Queue queue = _queue; queue.Destroy();")]
    [InlineData("[|_queue|].Post(1);", "Free(_queue); void Free(Queue queue) => queue.Destroy();")]
    public Task What_is_released_is_used(string use, string release) => Build.Reports("MLX4023", Released(), Pipeline(use, release, """
        private readonly Queue _queue = new();
        private readonly List<int> _keys = new();
        public void Add(int key) => _keys.Add(key);
        private Queue Live => _queue;
        """ + (use == "Helper();" ? "private void Helper() => [|_queue|].Post(1);" : "")));

    [Theory]
    [InlineData("[|_queue|]!.Post(1);", "_queue = null;", "cleared")]
    [InlineData("[|_queue|]!.Size = 2;", "_queue!.Dispose(); _queue = null;", "released")]
    [InlineData("[|_queue|]!.Post(1);", "_queue?.Dispose(); _queue = null;", "released")]
    [InlineData("[|_queue|]!.Post(1);", "if (_queue is null) { return; } _queue.Dispose(); _queue = null;", "released")]
    public Task What_is_cleared_is_used(string use, string release, string how) =>
        Build.Reports("MLX4023", Released(how), Pipeline(use, release, "private Queue? _queue;", firstStage: "_queue = new Queue();"));

    [Fact]
    public Task What_is_given_back_twice() => Build.Reports("MLX4023", Released(member: "_block"), Pipeline(
        "_arena.Return([|_block|]!);", "_arena.Return(_block!);", "private byte[]? _block; private readonly Arena _arena = new();", "_block = _arena.Rent(4);", firstStage: "_block = _arena.Rent(2);"));

    [Theory]
    [InlineData("_queue?.Post(1);", "_queue?.Dispose(); _queue = null;")]
    [InlineData("if (_queue is not null) { _queue.Post(1); }", "_queue?.Dispose(); _queue = null;")]
    [InlineData("if (_queue is { IsUp: true } queue) { queue.Post(1); }", "_queue?.Dispose(); _queue = null;")]
    [InlineData("_queue = new Queue(); _queue.Post(1);", "_queue?.Dispose(); _queue = null;")]
    [InlineData("if (_queue!.IsUp) { _queue.Post(1); }", "_queue!.Dispose();")]
    [InlineData("foreach (int key in _keys) { _queue!.Post(key); }", "_keys.Clear(); _queue!.Dispose();")]
    [InlineData("_queue!.Post(1);", "if (Console.In.Peek() > 0) { _queue!.Dispose(); }")]
    [InlineData("_queue!.Post(1);", "_queue!.Dispose(); _queue = new Queue();")]
    [InlineData("Console.WriteLine(_queue);", "_queue!.Dispose();")]
    public Task What_is_asked_for_or_still_there(string use, string release) =>
        Accepts(use, release, "private Queue? _queue; private readonly List<int> _keys = new();", firstStage: "_queue = new Queue(); _keys.Add(1);");

    [Fact]
    public Task A_flag_that_is_cleared_with_it_is_asked_instead() => Accepts(
        "if (_up) { _queue!.Post(1); }", "_queue?.Dispose(); _queue = null; _up = false;", "private Queue? _queue; private bool _up;", firstStage: "_queue = new Queue(); _up = true;");

    [Theory]
    [InlineData("_queue.Dispose();", "_queue.Stop();")]
    [InlineData("_queue.Dispose();", "_queue.Close();")]
    [InlineData("_queue.Dispose();", "_queue.Destroy();")]
    [InlineData("_queue.Destroy();", "_queue.Flush();")]
    [InlineData("Console.WriteLine(_queue.ToString());", "_queue.Dispose();")]
    [InlineData("Console.WriteLine(_queue.Size);", "_queue.Dispose();")]
    [InlineData("_queues.Remove(_queue);", "_queue.Dispose();")]
    [InlineData("_queue.Create(4); _queue.Post(1);", "_queue.Destroy();")]
    public Task Steps_of_one_release(string use, string release) => Accepts(use, release, "private readonly Queue _queue = new(); private readonly List<Queue> _queues = new();");

    [Fact]
    public Task What_was_in_use_before_it_was_opened_can_be_used_when_it_is_closed() => Accepts(
        "_queue.Flush();", "_queue.Close();", second: "_queue.Create(4);", firstStage: "_queue.Post(0);");

    [Fact]
    public Task Whoever_frees_something_is_not_freed() => Accepts(
        "_arena.Map(new byte[2]);", "byte[] block = _arena.Rent(4); _arena.Free(block);", "private readonly Arena _arena = new();");

    [Fact]
    public Task What_is_mapped_late_is_unmapped_first_and_then_freed() => Accepts(
        "_arena.Return(_block!);", "_arena.Unmap(_block!);", "private byte[]? _block; private readonly Arena _arena = new();", "_arena.Map(_block!);", firstStage: "_block = _arena.Rent(4);");

    [Fact]
    public Task What_is_registered_late_is_unregistered_first_and_then_disposed() => Accepts(
        "_queue!.Dispose();", "_queues.Remove(_queue!);", "private Queue? _queue; private readonly List<Queue> _queues = new();", "_queues.Add(_queue!);", firstStage: "_queue = new Queue();");

    [Theory]
    [InlineData("foreach (Queue queue in _queues) { [|queue|].Flush(); }", "foreach (Queue queue in _queues) { queue.Dispose(); }")]
    [InlineData("for (int i = 0; i < _queues.Length; i++) { [|_queues[i]|].Flush(); }", "for (int i = 0; i < _queues.Length; i++) { _queues[i].Dispose(); }")]
    [InlineData("[|_queues[1]|].Flush();", "_queues[1].Dispose();")]
    [InlineData("[|_queues[1]|].Flush();", "foreach (Queue queue in _queues) { queue.Dispose(); }")]
    public Task Elements_are_released_and_used(string use, string release) =>
        Build.Reports("MLX4023", Released(member: "_queues[]"), Pipeline(use, release, "private readonly Queue[] _queues = { new Queue(), new Queue() };"));

    [Fact]
    public Task Other_elements_are_others() => Accepts("_queues[0].Flush();", "_queues[1].Dispose();", "private readonly Queue[] _queues = { new Queue(), new Queue() };");

    [Fact]
    public Task A_release_callback_counts_as_a_cleanup() => Build.Reports(
        "MLX4023",
        "Cleanup 'FreeInfo' of stage 'AllocInfo' uses '_info', which 'Release', which stage 'Plug' has handed out, has released before it runs: let one of the two release it, or ask first whether '_info' is still there",
        Callback("new Plugged(Release)", "private void Release() => _info!.Dispose();"));

    [Theory]
    [InlineData("new Plugged(() => _info!.Dispose())")]
    [InlineData("new Plugged(Local); void Local() => _info!.Dispose()")]
    public Task A_function_can_be_a_release_callback(string plugged) => Build.Reports(
        "MLX4023",
        plugged.Contains("Local", StringComparison.Ordinal)
            ? "Cleanup 'FreeInfo' of stage 'AllocInfo' uses '_info', which 'Local', which stage 'Plug' has handed out, has released before it runs: let one of the two release it, or ask first whether '_info' is still there"
            : "Cleanup 'FreeInfo' of stage 'AllocInfo' uses '_info', which a function that stage 'Plug' has handed out has released before it runs: let one of the two release it, or ask first whether '_info' is still there",
        Callback(plugged, ""));

    [Theory]
    [InlineData("new Plugged(OnGone)", "private void OnGone() => Console.WriteLine(_info);")]
    [InlineData("new Plugged(OnGone)", "private void OnGone() { if (Console.In.Peek() > 0) { _info!.Dispose(); } }")]
    public Task A_callback_that_need_not_release(string plugged, string others) => Build.Accepts(Callback(plugged, others).Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));

    private static string Callback(string plugged, string others) => Build.Nic($$"""
            private Queue? _info;
            private Plugged? _plugged;
            [InitStage(10, Cleanup = nameof(FreeInfo))]
            private void AllocInfo() => _info = new Queue();
            private void FreeInfo() => [|_info|]!.Dispose();
            [InitStage(20, Cleanup = nameof(Unplug))]
            private void Plug() { _plugged = {{plugged}}; }
            private void Unplug() { _plugged!.Put(); _plugged = null; }
            {{others}}
        }
        public class Plugged
        {
            private readonly Action _release;
            public Plugged(Action release) => _release = release;
            public void Put() => _release();
        {{Types}}
        """);

    [Fact]
    public Task A_cleanup_at_another_place_runs_after_those_in_between() => Build.Reports(
        "MLX4023",
        "Cleanup 'Unregister' of stage 'Register' uses '_queue', which cleanup 'DestroyQueue' of stage 'CreateQueue' has released before it runs: move one of the two cleanups (CleanupAt), or ask first whether '_queue' is still there",
        Moved("Cleanup = nameof(Unregister), CleanupAt = nameof(Begin)", "[|_queue|].Post(1);"));

    [Fact]
    public Task A_cleanup_at_its_own_place_runs_before_those_of_earlier_stages() => Build.Accepts(Moved("Cleanup = nameof(Unregister)", "_queue.Post(1);"));

    private static string Moved(string arguments, string use) => Build.Nic($$"""
            private readonly Queue _queue = new();
            [InitStage(10, NoCleanup = "nothing")]
            private void Begin() { }
            [InitStage(20, Cleanup = nameof(DestroyQueue))]
            private Errno CreateQueue() => _queue.Create(4);
            private void DestroyQueue() => _queue.Destroy();
            [InitStage(30, {{arguments}})]
            private void Register() { }
            private void Unregister() { {{use}} }
        {{Types}}
        """);

    [Fact]
    public Task Of_opposite_conditions_only_one_has_run() => Build.Accepts(Build.Nic($$"""
            private readonly Queue _queue = new();
            private readonly bool _shared = true;
            private bool Alone => !_shared;
            [InitStage(10, Cleanup = nameof(Unregister), When = nameof(_shared))]
            private void Register() { }
            private void Unregister() => _queue.Post(1);
            [InitStage(20, Cleanup = nameof(DestroyQueue), When = nameof(Alone))]
            private Errno CreateQueue() => _queue.Create(4);
            private void DestroyQueue() => _queue.Destroy();
        {{Types}}
        """));

    [Fact]
    public Task Another_cleanup_in_between_has_made_a_new_one() => Build.Accepts(Build.Nic($$"""
            private Queue _queue = new();
            [InitStage(10, Cleanup = nameof(Unregister))]
            private void Register() { }
            private void Unregister() => _queue.Post(1);
            [InitStage(20, Cleanup = nameof(Renew))]
            private void Keep() { }
            private void Renew() => _queue = new Queue();
            [InitStage(30, Cleanup = nameof(DestroyQueue))]
            private Errno CreateQueue() => _queue.Create(4);
            private void DestroyQueue() => _queue.Destroy();
        {{Types}}
        """));

    [Fact]
    public Task What_a_primary_constructor_takes_is_a_member_too() => Build.Reports("MLX4023",
        "Cleanup 'Unregister' of stage 'Register' uses 'queue', which cleanup 'DestroyQueue' of stage 'CreateQueue' has released before it runs: move one of the two cleanups (CleanupAt), or ask first whether 'queue' is still there",
        """
        using Mlx4.Runtime;
        public interface IQueue { Errno Create(); void Destroy(); void Post(int key); }
        public partial class Nic(IQueue queue)
        {
            [InitStage(10, Cleanup = nameof(Unregister))]
            private void Register() { }
            private void Unregister() => [|queue|].Post(1);
            [InitStage(20, Cleanup = nameof(DestroyQueue))]
            private Errno CreateQueue() => queue.Create();
            private void DestroyQueue() => queue.Destroy();
        }
        """);

    [Fact]
    public Task Items_that_one_loop_closes_and_another_uses() => Build.Reports("MLX4023",
        "Cleanup 'Unbind' of stage 'Bind' uses '_queues[]', which cleanup 'Close' of stage 'Open' has released before it runs: move one of the two cleanups (CleanupAt), or ask first whether '_queues[]' is still there",
        Build.Nic($$"""
            private readonly Queue[] _queues = { new Queue() };
            [InitStage(10, Cleanup = nameof(Unbind), ForEach = nameof(_queues))]
            private void Bind(Queue queue) => queue.Size = 1;
            private static void Unbind(Queue queue) => [|queue|].Flush();
            [InitStage(20, Cleanup = nameof(Close), ForEach = nameof(_queues))]
            private Errno Open(Queue queue) => queue.Create(4);
            private static void Close(Queue queue) => queue.Destroy();
        {{Types}}
        """));
}
